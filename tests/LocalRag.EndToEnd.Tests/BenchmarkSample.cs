using LocalRag.Measurement;

namespace LocalRag.EndToEnd.Tests;

/// <summary>A benchmark result as <c>bench --ab none --ab all --save</c> leaves it, with figures that are easy to check.</summary>
internal static class BenchmarkSample
{
    public static BenchmarkResult Create(double firstTokenRatio = 0.5) => new()
    {
        StartedAt = new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero),
        ElapsedSeconds = 100,
        Mode = "full",
        Machine = new BenchmarkMachine("Linux", "x64", "A <processor>", 2, 8_000_000_000, 0.2),
        Versions = new BenchmarkVersions("0.1.0", ".NET 10", "v1", "small-model", null, "embedder"),
        Seeds = BenchmarkSeeds.Default,
        Corpus = new BenchmarkCorpus("corpus", "questions.jsonl", 3, 30, 12),
        Variants =
        [
            new BenchmarkVariant("none", null, [], [], [new BenchmarkSetting("Llama:Threads", "2", "environment variable LocalRag__Llama__Threads")]),
            new BenchmarkVariant("all", null, ["cache", "speed"], [], []),
        ],
        Workloads = [new BenchmarkWorkload("ask-cold", "Distinct questions.", new Dictionary<string, string>(), 12, 60)],
        Figures = [Figure("none", 600), Figure("all", 600 * firstTokenRatio)],
        Noise = [new NoiseWidth("ask-cold", "first_token_ms", 12, new Interval(0, -0.02, 0.02), 0.02)],
        Comparisons = [Compare(firstTokenRatio)],
        Memory = [Memory("none", 400_000_000), Memory("all", 250_000_000)],
        MachineNoise = new MachineNoise([10, 10, 10], 10, 0.01, 0),
        Warnings = ["The load was high."],
    };

    private static BenchmarkFigure Figure(string variant, double median) => new()
    {
        Workload = "ask-cold",
        Variant = variant,
        Name = "first_token_ms",
        Unit = "ms",
        Direction = FigureDirection.LowerIsBetter,
        Samples = [.. Enumerable.Range(-6, 13).Select(step => median * (1 + (step / 50.0)))],
        Summary = new FigureSummary(13, median, median, median * 1.1, median * 1.12, median * 0.88, median * 1.12, median * 0.97, median * 1.03, median * 0.97, median * 1.03, 0),
    };

    private static FigureComparison Compare(double ratio) => new()
    {
        Workload = "ask-cold",
        Figure = "first_token_ms",
        Unit = "ms",
        Direction = FigureDirection.LowerIsBetter,
        Baseline = "none",
        Variant = "all",
        Pairs = 13,
        BaselineValue = 600,
        VariantValue = 600 * ratio,
        Difference = new Interval(600 * (ratio - 1), 600 * (ratio - 1.03), 600 * (ratio - 0.97)),
        Ratio = new Interval(ratio, ratio - 0.03, ratio + 0.03),
        Chance = 0.001,
        CorrectedChance = 0.002,
        NoiseWidth = 0.02,
        Verdict = ratio < 1 ? FigureVerdict.Better : FigureVerdict.Worse,
    };

    private static MemoryProfile Memory(string variant, long bytes)
    {
        MemoryOwner[] owners = [new("kv", bytes / 2), new("weights", bytes / 2)];
        return new MemoryProfile(
            variant, "pss", 3, [bytes, bytes, bytes], [bytes, bytes, bytes], owners,
            [new MemoryPoint(0.5, "started", bytes / 4, [new MemoryOwner("weights", bytes / 4)]), new MemoryPoint(3, "answers", bytes, owners)]);
    }
}
