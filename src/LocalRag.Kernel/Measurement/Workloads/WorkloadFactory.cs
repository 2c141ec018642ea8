namespace LocalRag.Measurement;

/// <summary>Makes the workloads that a request names.</summary>
internal static class WorkloadFactory
{
    private const int QuickProcessQuestions = 2;
    private const int FullProcessQuestions = 5;

    public static IReadOnlyList<Workload> Create(BenchmarkRequest request, PromptSet prompts, IBenchmarkHosts hosts)
    {
        foreach (string name in request.Workloads.Where(name => !BenchmarkRequest.AllWorkloads.Contains(name)))
        {
            throw new LocalRagException($"There is no workload {name}.", $"Choose from {string.Join(", ", BenchmarkRequest.AllWorkloads)}.");
        }

        if (request.Workloads.Contains("follow-up") && prompts.Conversations.Count == 0)
        {
            throw new LocalRagException(
                "The workload follow-up needs conversations, and there is no file follow-ups.jsonl beside the prompts.",
                "Add one (see samples/prompts/README.md), or choose other workloads with --workload.");
        }

        return [.. BenchmarkRequest.AllWorkloads.Where(request.Workloads.Contains).Select(name => Create(name, request, prompts, hosts))];
    }

    private static Workload Create(string name, BenchmarkRequest request, PromptSet prompts, IBenchmarkHosts hosts) => name switch
    {
        "start" => new StartWorkload(hosts, prompts, request.Seeds, request.Mode == "full" ? FullProcessQuestions : QuickProcessQuestions),
        "ask-cold" => new AskColdWorkload(prompts, request.Seeds),
        "ask-repeat" => new AskRepeatWorkload(Repeated(request, prompts), request.Seeds, request.RephrasedShare),
        "ask-concurrent" => new AskConcurrentWorkload(prompts, request.Seeds),
        "follow-up" => new FollowUpWorkload(prompts, request.Seeds),
        "search" => new SearchWorkload(prompts, request.Seeds),
        "search-100k" => new GeneratedSearchWorkload(name, 100_000),
        "search-1m" => new GeneratedSearchWorkload(name, 1_000_000),
        "embed" => new EmbedWorkload(request.Corpus, request.Seeds),
        _ => new IngestWorkload(request.Corpus),
    };

    private static BenchmarkPrompt[] Repeated(BenchmarkRequest request, PromptSet prompts)
    {
        BenchmarkPrompt[] shuffled = QuestionOrder.Shuffle(prompts.Questions, request.Seeds.Order);

        // A refusal takes no time worth measuring: those are left to the draw from many questions.
        return request.RepeatedQuestions is { } most ? [.. shuffled.OrderBy(prompt => prompt.Document is null).Take(most)] : shuffled;
    }
}
