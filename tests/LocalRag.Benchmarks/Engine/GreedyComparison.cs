using LocalRag.LlamaCpp;
using LocalRag.LlamaCpp.Engine;

namespace LocalRag.Benchmarks.Engine;

/// <summary>Compares greedy answers to 40 prompts: between runs, and alone against among three others.</summary>
internal static class GreedyComparison
{
    private const int OutputTokens = 48;
    private const int GroupSize = 4;

    private static readonly string[] s_forms =
    [
        "What is {0}?", "Write two sentences about {0}.", "List three facts about {0}.", "Why does {0} matter?", "Explain {0} to a child.",
        "What is a common mistake about {0}?", "Give an example of {0}.", "Describe the history of {0}.",
    ];

    private static readonly string[] s_subjects = ["photosynthesis", "a bicycle", "the Roman Empire", "inflation", "baking bread"];

    public static async Task<int> RunAsync(EngineBenchmark benchmark, int threads)
    {
        string[] questions = [.. s_forms.SelectMany(form => s_subjects, (form, subject) => form.Replace("{0}", subject, StringComparison.Ordinal))];
        string[] shared = await AloneAsync(benchmark, questions, threads, reproducible: false);
        string[] again = await AloneAsync(benchmark, questions, threads, reproducible: false);
        string[] sharedTogether = await TogetherAsync(benchmark, questions, threads, reproducible: false);
        string[] separate = await AloneAsync(benchmark, questions, threads, reproducible: true);
        string[] separateTogether = await TogetherAsync(benchmark, questions, threads, reproducible: true);
        int same = Print("the same in two runs", shared, again, questions.Length);
        same += Print("Llama:Reproducible, the same alone and among three others", separate, separateTogether, questions.Length);
        int close = Print("shared batches, the same alone and among three others", shared, sharedTogether, 35);
        return same == 2 * questions.Length && close >= 35 ? 0 : 1;
    }

    private static async Task<string[]> AloneAsync(EngineBenchmark benchmark, string[] questions, int threads, bool reproducible)
    {
        using LlamaEngine engine = NewEngine(benchmark, threads, reproducible);
        List<string> answers = [];
        foreach (string question in questions)
        {
            answers.Add(await AnswerAsync(benchmark, engine, question));
        }

        return [.. answers];
    }

    private static async Task<string[]> TogetherAsync(EngineBenchmark benchmark, string[] questions, int threads, bool reproducible)
    {
        using LlamaEngine engine = NewEngine(benchmark, threads, reproducible);
        List<string> answers = [];
        foreach (string[] group in questions.Chunk(GroupSize))
        {
            answers.AddRange(await Task.WhenAll(group.Select(question => AnswerAsync(benchmark, engine, question))));
        }

        return [.. answers];
    }

    private static LlamaEngine NewEngine(EngineBenchmark benchmark, int threads, bool reproducible) =>
        benchmark.NewEngine(new LlamaOptions { Threads = threads, ContextTokens = 256, Sequences = GroupSize, Reproducible = reproducible });

    private static async Task<string> AnswerAsync(EngineBenchmark benchmark, LlamaEngine engine, string question)
    {
        GenerationRequest request = benchmark.NewRequest(benchmark.Ask(question), OutputTokens);
        engine.Submit(request);
        List<int> tokens = [];
        await foreach (int token in request.Tokens.ReadAllAsync())
        {
            tokens.Add(token);
        }

        return string.Join(' ', tokens);
    }

    private static int Print(string name, string[] one, string[] other, int wanted)
    {
        int same = one.Zip(other).Count(pair => pair.First == pair.Second);
        Console.WriteLine($"{name,-58} {same} of {one.Length} (wanted: {wanted})");
        return same;
    }
}
