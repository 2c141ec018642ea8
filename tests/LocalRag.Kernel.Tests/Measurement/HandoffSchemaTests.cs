using LocalRag.Measurement;
using LocalRag.Testing;
using NJsonSchema;
using NJsonSchema.Validation;

namespace LocalRag.Tests.Measurement;

public sealed class HandoffSchemaTests : IDisposable
{
    private const string Phase10 = """
        {
          "timestamp": "2026-11-24T04:00:00Z", "phase": "10", "created_files": ["plugins/LocalRag.Plugins.Cache/CachePlugin.cs"],
          "optimizations_applied": ["answers of the same question are kept"],
          "performance_improvements": {
            "memory_reduction_percent": 41.5, "speed_increase_percent": 60, "cache_hit_rate": 0.71, "metal_utilization": null, "metal_utilization_reason": "There is no Metal on Linux."
          },
          "before_metrics": { "tokens_per_second": 40, "memory_usage_mb": 300, "retrieval_latency_ms": 9 },
          "after_metrics": { "tokens_per_second": 64, "memory_usage_mb": 176, "retrieval_latency_ms": 5 },
          "optimization_recommendations": ["Raise Llama:Threads to 4."]
        }
        """;

    private readonly BenchmarkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Phase8_WrittenFromARun_FitsItsSchema()
    {
        string json = await WritePhase8Async();

        Assert.Empty((await SchemaAsync(8)).Validate(json));
        Assert.Contains("\"tokens_per_second\"", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"memory_usage_mb\"", "\"memory\"")]
    [InlineData("\"phase\": \"8\"", "\"phase\": \"9\"")]
    [InlineData("\"processors\": ", "\"processors\": -")]
    public async Task Phase8_WithAnythingWrong_DoesNotFit(string part, string replacement)
    {
        string json = await WritePhase8Async();
        Assert.Contains(part, json, StringComparison.Ordinal);

        Assert.NotEmpty((await SchemaAsync(8)).Validate(json.Replace(part, replacement, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Phase8_WithoutAFigureThatItNeeds_IsNotWritten()
    {
        BenchmarkResult result = await RunAsync(["ask-cold", "search"]);

        LocalRagException exception = Assert.Throws<LocalRagException>(() => Phase8File.Save(result, _folder.At("phase_8_complete.json")));

        Assert.Contains("memory_steady_mb", exception.Problem, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("phase_8_complete.json")));
    }

    [Fact]
    public async Task Phase8_InTheRepository_FitsItsSchema()
    {
        string path = Path.Combine(RepositoryPaths.Root, "handoff", "phase_8_complete.json");
        Assert.SkipUnless(File.Exists(path), "It was not measured yet.");

        Assert.Empty((await SchemaAsync(8)).Validate(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Phase10_AsTheIssueDescribesIt_FitsItsSchema() => Assert.Empty((await SchemaAsync(10)).Validate(Phase10));

    [Theory]
    [InlineData("\"metal_utilization_reason\"", "\"reason\"")]
    [InlineData("\"cache_hit_rate\": 0.71", "\"cache_hit_rate\": 71")]
    [InlineData("\"created_files\"", "\"files\"")]
    [InlineData("\"retrieval_latency_ms\": 5", "\"retrieval_latency_ms\": 0")]
    public async Task Phase10_WithAnythingWrong_DoesNotFit(string part, string replacement)
    {
        ICollection<ValidationError> errors = (await SchemaAsync(10)).Validate(Phase10.Replace(part, replacement, StringComparison.Ordinal));

        Assert.NotEmpty(errors);
    }

    private static Task<JsonSchema> SchemaAsync(int phase) => JsonSchema.FromFileAsync(
        Path.Combine(RepositoryPaths.Root, "handoff", "schema", $"phase_{phase}_complete.schema.json"), TestContext.Current.CancellationToken);

    private async Task<string> WritePhase8Async()
    {
        string path = _folder.At("phase_8_complete.json");
        Phase8File.Save(await RunAsync(["start", "ask-cold", "search"]), path);
        return await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
    }

    private Task<BenchmarkResult> RunAsync(string[] workloads) => new BenchmarkRunner(new FakeHosts(), TimeProvider.System).RunAsync(
        _folder.Request(workloads, "none") with { MaxRounds = 3 }, BenchmarkFolder.Versions, cancellationToken: TestContext.Current.CancellationToken);
}
