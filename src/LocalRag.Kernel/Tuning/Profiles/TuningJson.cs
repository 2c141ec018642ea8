using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalRag.Tuning;

/// <summary>Writes and reads profiles.</summary>
[JsonSourceGenerationOptions]
[JsonSerializable(typeof(TuningProfile))]
internal sealed partial class TuningJson : JsonSerializerContext
{
    /// <summary>Gets the form of files: indented, snake_case.</summary>
    public static TuningJson File { get; } = new(new JsonSerializerOptions
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
