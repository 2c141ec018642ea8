namespace LocalRag.Tuning;

/// <summary>Which changes are tried first: those that move what is wanted or what is short, and among them the cheapest.</summary>
internal static class CandidateOrder
{
    // Those that give the same answers come before the others, of which it takes many questions to tell that they are as good.
    private static readonly string[][] s_optimizers = [Optimizer("cache"), Optimizer("memory"), Optimizer("database"), Optimizer("speed")];

    private static readonly string[] s_generation = ["Llama:Threads", "Llama:Drafting", "Llama:OptimizedWeights", "Llama:GpuLayers", "Llama:FlashAttention", "Llama:KvType"];

    private static readonly string[] s_prompt =
        ["Llama:PrefixReuse", "Answers:PrefetchHead", "Llama:BatchThreads", "Llama:PrefillPieceTokens", "Llama:Repack", "Retrieval:ContextTokens"];

    private static readonly string[] s_retrieval = ["Sqlite:", "Onnx:", "Retrieval:Limit"];

    private static readonly string[] s_memory =
        ["Llama:DynamicContext", "Llama:Sequences", "Llama:ContextTokens", "Onnx:CompactTables", "Llama:KvType", "Sqlite:CacheKiB", "Llama:PrefixReuseMiB", "Plugins:"];

    /// <summary>Returns the candidates in the order in which they are tried.</summary>
    public static IReadOnlyList<Candidate> Sort(IEnumerable<Candidate> candidates, TuningGoal goal, IReadOnlyList<Bottleneck> bottlenecks)
    {
        string[][] strategies = [.. bottlenecks.Select(bottleneck => Strategy(bottleneck.Figure)), .. Strategies(goal)];
        return [.. candidates.OrderByDescending(candidate => candidate.Parts.Count).ThenBy(candidate => Rank(candidate, strategies)).ThenBy(candidate => candidate.Cost)];
    }

    private static int Rank(Candidate candidate, string[][] strategies)
    {
        // A change back to what holds without a profile costs no more knowledge than any other, and is most often right.
        int undoing = candidate.IsUndoing ? 0 : 1;
        int place = Array.FindIndex(strategies, strategy => strategy.Any(key => candidate.Key.StartsWith(key, StringComparison.OrdinalIgnoreCase)));
        return (undoing * (strategies.Length + 1)) + (place < 0 ? strategies.Length : place);
    }

    private static string[] Strategy(string figure) => figure switch
    {
        BottleneckFinder.Memory => s_memory,
        BottleneckFinder.Retrieval => s_retrieval,
        _ => s_generation,
    };

    private static string[][] Strategies(TuningGoal goal) => goal switch
    {
        TuningGoal.Memory => [Optimizer("memory"), s_memory],
        TuningGoal.Latency => [.. s_optimizers, s_prompt, s_generation, s_retrieval],
        TuningGoal.Throughput => [.. s_optimizers, s_generation, s_prompt, s_retrieval],
        _ => [.. s_optimizers, [.. s_prompt, .. s_generation], s_retrieval, s_memory],
    };

    private static string[] Optimizer(string id) => [TuningKeys.OptimizerOn(id)];
}
