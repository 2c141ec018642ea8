using System.Text.Json;
using LocalRag.Measurement;
using LocalRag.Testing;
using NJsonSchema;

namespace LocalRag.Tests.Measurement;

/// <summary>The handoff of phase 10 is computed from what was measured, and its parts agree with each other.</summary>
[Trait("Category", "Phase10")]
public sealed class Phase10Tests : IDisposable
{
    private readonly BenchmarkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Handoff_OfARun_FitsItsSchema()
    {
        string json = await WriteAsync(await RunAsync());

        JsonSchema schema = await JsonSchema.FromFileAsync(
            Path.Combine(RepositoryPaths.Root, "handoff", "schema", "phase_10_complete.schema.json"), TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(json));
    }

    [Fact]
    public async Task MemoryReduction_IsThatOfTheProcessesMeasured()
    {
        JsonElement handoff = await ReadAsync(await RunAsync());

        Assert.Equal(200, handoff.GetProperty("before_metrics").GetProperty("memory_usage_mb").GetDouble());
        Assert.Equal(130, handoff.GetProperty("after_metrics").GetProperty("memory_usage_mb").GetDouble());
        Assert.Equal(35, Improvement(handoff, "memory_reduction_percent"), 9);
    }

    [Fact]
    public async Task MemoryReduction_OfAHostThatTakesMore_IsNegative() =>
        Assert.Equal(-50, Improvement(await ReadAsync(await RunAsync(optimizedBytes: 300_000_000)), "memory_reduction_percent"), 9);

    [Fact]
    public async Task SpeedIncrease_AgreesWithTheMetricsBeforeAndAfter()
    {
        BenchmarkResult result = await RunAsync();
        JsonElement handoff = await ReadAsync(result);
        double before = handoff.GetProperty("before_metrics").GetProperty("tokens_per_second").GetDouble();
        double after = handoff.GetProperty("after_metrics").GetProperty("tokens_per_second").GetDouble();

        Assert.Equal(Median(result, "none", "ask-cold", "tokens_per_second"), before);
        Assert.Equal(Median(result, "all", "ask-cold", "tokens_per_second"), after);
        Assert.Equal(100 * ((after / before) - 1), Improvement(handoff, "speed_increase_percent"), 9);
    }

    [Theory]
    [InlineData("search", "search_ms", "retrieval_latency_ms")]
    [InlineData("ask-cold", "first_token_ms", "first_token_latency_ms")]
    public async Task Metrics_BeforeAndAfter_AreTheMediansOfEachHost(string workload, string figure, string metric)
    {
        BenchmarkResult result = await RunAsync();
        JsonElement handoff = await ReadAsync(result);

        Assert.Equal(Median(result, "none", workload, figure), handoff.GetProperty("before_metrics").GetProperty(metric).GetDouble());
        Assert.Equal(Median(result, "all", workload, figure), handoff.GetProperty("after_metrics").GetProperty(metric).GetDouble());
    }

    [Fact]
    public async Task CacheHitRate_IsTheMeanShareOfRepeatedQuestions()
    {
        BenchmarkResult result = await RunAsync();
        BenchmarkFigure time = result.Figures.First(figure => figure is { Workload: "ask-repeat", Variant: "all" });
        BenchmarkFigure hits = time with { Name = "cache_hit_rate", Unit = "share", Samples = [0, 1, 0.5], Summary = time.Summary with { Mean = 0.5 } };

        Assert.Equal(0.5, Improvement(await ReadAsync(result with { Figures = [.. result.Figures, hits] }), "cache_hit_rate"));
        Assert.Equal(0, Improvement(await ReadAsync(result), "cache_hit_rate"));
    }

    [Theory]
    [InlineData("Debian GNU/Linux 12", "There is no Metal on Debian GNU/Linux 12.")]
    [InlineData("Darwin 25.1.0", "The benchmark does not record how much of the time the GPU computes; the host's instruments tell it while it runs.")]
    public async Task MetalUtilization_ThatNobodyMeasured_IsNullWithTheReason(string system, string reason)
    {
        BenchmarkResult result = await RunAsync();

        JsonElement improvements = (await ReadAsync(result with { Machine = result.Machine with { OperatingSystem = system } })).GetProperty("performance_improvements");

        Assert.Equal(JsonValueKind.Null, improvements.GetProperty("metal_utilization").ValueKind);
        Assert.Equal(reason, improvements.GetProperty("metal_utilization_reason").GetString());
    }

    [Fact]
    public async Task Optimizations_NameEachPluginWithWhatItProposed()
    {
        JsonElement handoff = await ReadAsync(await RunAsync());

        Assert.Equal(
            ["cache: layers around the pipelines, and no settings of the host", "memory: Llama:DynamicContext=true"],
            handoff.GetProperty("optimizations_applied").EnumerateArray().Select(item => item.GetString()!));
    }

    [Fact]
    public async Task Comparisons_InTheFile_AreThoseOfTheSameRun()
    {
        BenchmarkResult result = await RunAsync();
        JsonElement[] comparisons = [.. (await ReadAsync(result)).GetProperty("comparisons").EnumerateArray()];

        Assert.Equal(result.Comparisons.Select(comparison => comparison.Figure), comparisons.Select(comparison => comparison.GetProperty("figure").GetString()!));
        Assert.All(comparisons, comparison => Assert.Equal("all", comparison.GetProperty("variant").GetString()));
    }

    [Fact]
    public void CreatedFiles_AreSourcesThatExist()
    {
        IReadOnlyList<string> files = PluginFiles.List(RepositoryPaths.Root);

        Assert.Contains("plugins/LocalRag.Plugins.Cache/CachePlugin.cs", files);
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(RepositoryPaths.Root, file)), file));
        Assert.DoesNotContain(files, file => file.Contains("/obj/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_WithoutAHostWithPlugins_IsNoHandoff()
    {
        BenchmarkResult result = await RunAsync();

        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(
            () => WriteAsync(result with { Variants = [.. result.Variants.Select(variant => variant with { Plugins = [] })] }));

        Assert.Contains("No host with plugins", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutAFigureThatItNeeds_NamesTheFigure()
    {
        BenchmarkResult result = await RunAsync();

        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(
            () => WriteAsync(result with { Figures = [.. result.Figures.Where(figure => figure.Name != "memory_steady_mb")] }));

        Assert.Contains("memory_steady_mb", exception.Problem, StringComparison.Ordinal);
    }

    /// <summary>Measures two hosts; the second counts as the one with plugins, which the doubles do not load.</summary>
    private async Task<BenchmarkResult> RunAsync(long optimizedBytes = 130_000_000)
    {
        FakeHosts hosts = new() { SteadyBytes = variant => variant.Name == "all" ? optimizedBytes : 200_000_000 };
        BenchmarkRequest request = _folder.Request(["start", "ask-cold", "ask-repeat", "search"], "none", "all:Retrieval:Limit=5") with { MaxRounds = 3 };
        BenchmarkResult result = await new BenchmarkRunner(hosts, TimeProvider.System).RunAsync(
            request, BenchmarkFolder.Versions, cancellationToken: TestContext.Current.CancellationToken);
        BenchmarkSetting setting = new("Llama:DynamicContext", "true", "plugin memory");
        return result with
        {
            Variants = [.. result.Variants.Select(variant => variant.Name == "all" ? variant with { Plugins = ["cache", "memory"], Settings = [setting] } : variant)],
        };
    }

    private async Task<JsonElement> ReadAsync(BenchmarkResult result) => JsonDocument.Parse(await WriteAsync(result)).RootElement;

    private async Task<string> WriteAsync(BenchmarkResult result)
    {
        Directory.CreateDirectory(_folder.At("tree/handoff"));
        string path = Phase10File.Find(_folder.At("tree"));
        Phase10File.Save(result, ["Keep the plugins on. Because they are faster."], path);
        return await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
    }

    private static double Improvement(JsonElement handoff, string name) => handoff.GetProperty("performance_improvements").GetProperty(name).GetDouble();

    private static double Median(BenchmarkResult result, string variant, string workload, string figure) =>
        result.Figures.Single(candidate => candidate.Variant == variant && candidate.Workload == workload && candidate.Name == figure).Summary.Median;
}
