using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalRag.Measurement;

/// <summary>Writes and reads benchmark results.</summary>
[JsonSourceGenerationOptions]
[JsonSerializable(typeof(BenchmarkResult))]
[JsonSerializable(typeof(Phase8Handoff))]
[JsonSerializable(typeof(Phase10Handoff))]
internal sealed partial class MeasurementJson : JsonSerializerContext
{
    /// <summary>Gets the form of files: indented, snake_case.</summary>
    public static MeasurementJson File { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
