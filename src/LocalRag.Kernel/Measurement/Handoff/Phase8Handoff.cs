namespace LocalRag.Measurement;

/// <summary>The baseline of the plain host, for whoever comes next.</summary>
internal sealed record Phase8Handoff(
    DateTimeOffset Timestamp,
    string Phase,
    BaselineMetrics BaselineMetrics,
    IReadOnlyDictionary<string, Interval> Intervals,
    BenchmarkMachine Machine,
    BenchmarkVersions Versions,
    BenchmarkSeeds Seeds,
    BenchmarkCorpus Corpus,
    MachineNoise MachineNoise,
    IReadOnlyList<BenchmarkSetting> Settings,
    IReadOnlyList<string> Warnings)
{
    private const string Ask = "ask-cold";

    public static Phase8Handoff From(BenchmarkResult result)
    {
        BenchmarkVariant plain = result.Variants[0];
        FigureSummary? Find(string workload, string figure) => result.Figures
            .FirstOrDefault(candidate => candidate.Workload == workload && candidate.Variant == plain.Name && candidate.Name == figure)?.Summary;
        FigureSummary Require(string workload, string figure) => Find(workload, figure) ?? throw new LocalRagException(
            $"The baseline needs the figure {figure} of the workload {workload}, which was not measured.",
            "Run 'localrag bench --full --save-baseline' without --workload, with a chat model in place.");
        FigureSummary tokens = Require(Ask, "tokens_per_second");
        FigureSummary firstToken = Require(Ask, "first_token_ms");
        FigureSummary total = Require(Ask, "total_ms");
        FigureSummary retrieval = Require("search", "search_ms");
        FigureSummary memory = Require("start", "memory_steady_mb");
        BaselineMetrics metrics = new()
        {
            TokensPerSecond = tokens.Median,
            PrefillTokensPerSecond = Find(Ask, "prefill_tokens_per_second")?.Median,
            DecodeTokensPerSecond = Find(Ask, "decode_tokens_per_second")?.Median,
            MemoryUsageMb = memory.Median,
            MemoryPeakMb = Require("start", "memory_peak_mb").Median,
            RetrievalLatencyMs = retrieval.Median,
            RetrievalLatencyP95Ms = retrieval.P95,
            FirstTokenLatencyMs = firstToken.Median,
            FirstTokenLatencyP95Ms = firstToken.P95,
            AnswerLatencyMs = total.Median,
            AnswerLatencyP95Ms = total.P95,
            StartToFirstAnswerMs = Find("start", "first_answer_ms")?.Median,
            RequestsPerSecondAt4 = Find("ask-concurrent", "requests_per_second_4")?.Median,
            IngestedDocumentsPerSecond = Find("ingest", "documents_per_second")?.Median,
            EmbeddedTokensPerSecond = Find("embed", "tokens_per_second")?.Median,
            CpuMsPerAnswer = Find(Ask, "cpu_ms")?.Median,
            AllocatedKbPerAnswer = Find(Ask, "allocated_kb")?.Median,
            AnswerRight = Find(Ask, "answer_right")?.Mean,
            HitAt5 = Find("search", "hit_at_5")?.Mean,
        };
        Dictionary<string, Interval> intervals = new()
        {
            ["tokens_per_second"] = OfMedian(tokens),
            ["memory_usage_mb"] = OfMedian(memory),
            ["retrieval_latency_ms"] = OfMedian(retrieval),
            ["first_token_latency_ms"] = OfMedian(firstToken),
        };
        return new Phase8Handoff(
            result.StartedAt, "8", metrics, intervals, result.Machine, result.Versions, result.Seeds, result.Corpus, result.MachineNoise, plain.Settings, result.Warnings);
    }

    private static Interval OfMedian(FigureSummary summary) => new(summary.Median, summary.MedianLow, summary.MedianHigh);
}
