using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalRag.Evaluation;
using LocalRag.LlamaCpp;
using LocalRag.Measurement;
using LocalRag.Tuning;

namespace LocalRag.Cli.Output;

/// <summary>Writes results as JSON with names in snake_case; the shapes are described in the README.</summary>
[JsonSourceGenerationOptions]
[JsonSerializable(typeof(ErrorResult))]
[JsonSerializable(typeof(WarningResult))]
[JsonSerializable(typeof(AnswerResult))]
[JsonSerializable(typeof(IngestionResult))]
[JsonSerializable(typeof(EvaluationReport))]
[JsonSerializable(typeof(ModelsResult))]
[JsonSerializable(typeof(StressResult))]
[JsonSerializable(typeof(ProfileResult))]
[JsonSerializable(typeof(ReportResult))]
[JsonSerializable(typeof(ModelOptimization))]
[JsonSerializable(typeof(SearchResult))]
[JsonSerializable(typeof(StatusResult))]
[JsonSerializable(typeof(DoctorResult))]
[JsonSerializable(typeof(DatabaseCheckResult))]
[JsonSerializable(typeof(DatabaseFileResult))]
[JsonSerializable(typeof(DatabaseRestoreResult))]
[JsonSerializable(typeof(DatabaseStatisticsResult))]
[JsonSerializable(typeof(CacheStatisticsResult))]
[JsonSerializable(typeof(CacheClearedResult))]
[JsonSerializable(typeof(CacheLevelsResult))]
[JsonSerializable(typeof(SettingsResult))]
[JsonSerializable(typeof(PluginsResult))]
[JsonSerializable(typeof(PluginChangeResult))]
[JsonSerializable(typeof(VerificationsResult))]
[JsonSerializable(typeof(LeaksResult))]
[JsonSerializable(typeof(PipelineResult))]
[JsonSerializable(typeof(MemoryResult))]
[JsonSerializable(typeof(FitResult))]
[JsonSerializable(typeof(GpuResult))]
[JsonSerializable(typeof(LeakTestResult))]
[JsonSerializable(typeof(MetricsResult))]
[JsonSerializable(typeof(ProbeLine))]
[JsonSerializable(typeof(BenchmarkComparison))]
[JsonSerializable(typeof(TuningReport))]
[JsonSerializable(typeof(TuningProfile))]
internal sealed partial class OutputJson : JsonSerializerContext
{
    /// <summary>Gets the form for readers.</summary>
    public static OutputJson Indented { get; } = new(CreateOptions(indented: true));

    /// <summary>Gets the form for streams of results, one on a line.</summary>
    public static OutputJson OneLine { get; } = new(CreateOptions(indented: false));

    private static JsonSerializerOptions CreateOptions(bool indented) => new()
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = indented,
        // The result goes to a terminal or a file, never into HTML: other scripts than Latin stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
