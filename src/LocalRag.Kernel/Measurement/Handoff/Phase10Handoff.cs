using LocalRag.Settings;

namespace LocalRag.Measurement;

/// <summary>The host with plugins against the plain host, for whoever comes next.</summary>
internal sealed record Phase10Handoff(
    DateTimeOffset Timestamp,
    string Phase,
    IReadOnlyList<string> CreatedFiles,
    IReadOnlyList<string> OptimizationsApplied,
    PerformanceImprovements PerformanceImprovements,
    OptimizedMetrics BeforeMetrics,
    OptimizedMetrics AfterMetrics,
    IReadOnlyList<string> OptimizationRecommendations,
    IReadOnlyList<FigureComparison> Comparisons,
    BenchmarkMachine Machine,
    BenchmarkVersions Versions,
    BenchmarkSeeds Seeds,
    MachineNoise MachineNoise,
    IReadOnlyList<string> Warnings)
{
    private const string Ask = "ask-cold";
    private const string Repeat = "ask-repeat";

    public static Phase10Handoff From(BenchmarkResult result, IReadOnlyList<string> createdFiles, IReadOnlyList<string> recommendations)
    {
        BenchmarkVariant plain = result.Variants[0];
        if (plain.Plugins.Count > 0)
        {
            throw new LocalRagException($"The baseline {plain.Name} has plugins: {string.Join(", ", plain.Plugins)}.", "Measure with --ab none first, then --ab all.");
        }

        // The host with the most plugins is the one that the handoff is about.
        BenchmarkVariant optimized = result.Variants.Where(variant => variant.ControlOf is null && variant.Plugins.Count > 0).MaxBy(variant => variant.Plugins.Count)
            ?? throw new LocalRagException("No host with plugins was measured.", "Copy the plugins into the plugin folder ('localrag plugins' lists what is found), and measure with --ab none --ab all.");
        OptimizedMetrics before = Measure(result, plain.Name);
        OptimizedMetrics after = Measure(result, optimized.Name);
        PerformanceImprovements improvements = new(
            100 * (1 - (after.MemoryUsageMb / before.MemoryUsageMb)),
            100 * ((after.TokensPerSecond / before.TokensPerSecond) - 1),
            HitRate(result, optimized.Name),
            null,
            DescribeMetal(result.Machine));
        return new Phase10Handoff(
            result.StartedAt,
            "10",
            createdFiles,
            [.. optimized.Plugins.Select(plugin => Describe(plugin, optimized.Settings))],
            improvements,
            before,
            after,
            recommendations,
            [.. result.Comparisons.Where(comparison => comparison.Variant == optimized.Name)],
            result.Machine,
            result.Versions,
            result.Seeds,
            // The single times are in the benchmark's own file.
            result.MachineNoise with { SpinMilliseconds = [] },
            result.Warnings);
    }

    private static OptimizedMetrics Measure(BenchmarkResult result, string variant) => new(
        Require(result, variant, Ask, "tokens_per_second").Median,
        Require(result, variant, "start", "memory_steady_mb").Median,
        Require(result, variant, "search", "search_ms").Median,
        Require(result, variant, Ask, "first_token_ms").Median,
        Find(result, variant, Ask, "answer_right")?.Mean);

    /// <summary>A host whose plugins look nothing up hits nothing.</summary>
    private static double HitRate(BenchmarkResult result, string variant)
    {
        Require(result, variant, Repeat, "total_ms");
        return Find(result, variant, Repeat, "cache_hit_rate")?.Mean ?? 0;
    }

    private static FigureSummary? Find(BenchmarkResult result, string variant, string workload, string figure) => result.Figures
        .FirstOrDefault(candidate => candidate.Workload == workload && candidate.Variant == variant && candidate.Name == figure)?.Summary;

    private static FigureSummary Require(BenchmarkResult result, string variant, string workload, string figure) =>
        Find(result, variant, workload, figure) ?? throw new LocalRagException(
            $"The handoff needs the figure {figure} of the workload {workload}, which was not measured of {variant}.",
            "Measure the workloads start, ask-cold, ask-repeat and search, with a chat model in place.");

    private static string Describe(string plugin, IReadOnlyList<BenchmarkSetting> settings)
    {
        string[] proposed = [.. settings.Where(setting => setting.Source == Setting.SourceOfPlugin(plugin)).Select(setting => $"{setting.Key}={setting.Value}")];
        return proposed.Length == 0 ? $"{plugin}: layers around the pipelines, and no settings of the host" : $"{plugin}: {string.Join(", ", proposed)}";
    }

    private static string DescribeMetal(BenchmarkMachine machine) =>
        machine.OperatingSystem.Contains("Darwin", StringComparison.OrdinalIgnoreCase) || machine.OperatingSystem.Contains("macOS", StringComparison.OrdinalIgnoreCase)
            ? "The benchmark does not record how much of the time the GPU computes; the host's instruments tell it while it runs."
            : $"There is no Metal on {machine.OperatingSystem}.";
}
