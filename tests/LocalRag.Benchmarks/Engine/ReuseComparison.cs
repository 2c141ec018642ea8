using System.Diagnostics;
using LocalRag.LlamaCpp;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Prefixes;
using Microsoft.Extensions.AI;

namespace LocalRag.Benchmarks.Engine;

/// <summary>Time to first token of further questions about the same passages, with prefix reuse and without, in turns; and whether the answers are the same.</summary>
internal static class ReuseComparison
{
    private const int OutputTokens = 16;
    private const string Instructions = "Answer the question in one full sentence, with the words of the text.";

    /// <summary>Gets questions that fit any text.</summary>
    public static IReadOnlyList<string> Questions { get; } =
        ["What is this about?", "Which place is named first?", "What must be done first?", "Who is it for?", "What does it cost?", "When does it happen?"];

    public static async Task<int> RunAsync(EngineBenchmark benchmark, int rounds, int threads)
    {
        string[] passages = Passages();
        LlamaOptions options = new() { Threads = threads, Sequences = 2 };
        using PrefixStore store = new("benchmark", 512L << 20);
        using LlamaEngine plain = benchmark.NewEngine(options);
        using LlamaEngine reusing = benchmark.NewEngine(new LlamaOptions { Threads = threads, Sequences = 2, PrefixReuse = true }, store);
        List<double> inSequence = [], fromMemory = [], coldMilliseconds = [], warmMilliseconds = [];
        int same = 0, asked = 0;
        for (int round = 0; round < rounds; round++)
        {
            string[] evidence = [.. Enumerable.Range(0, 5).Select(i => passages[((round * 5) + i) % passages.Length])];
            await AskAsync(benchmark, reusing, evidence, Questions[0]);
            await CompareAsync(evidence, Questions[1 + (round % 5)], inSequence);

            // Two other prompts take both sequences: what was in them has to come back from its copy.
            await AskAsync(benchmark, reusing, [$"Number {round} first. "], Questions[0]);
            await AskAsync(benchmark, reusing, [$"Number {round} second. "], Questions[0]);
            await AskAsync(benchmark, reusing, [$"Number {round} third. "], Questions[0]);
            await CompareAsync(evidence, Questions[1 + ((round + 1) % 5)], fromMemory);
        }

        Console.WriteLine($"time to first token, full prefill              {MedianInterval.Of(coldMilliseconds)} ms");
        Console.WriteLine($"time to first token, prefix reused             {MedianInterval.Of(warmMilliseconds)} ms");
        Console.WriteLine($"times sooner, prefix in its sequence           {MedianInterval.Of(inSequence)}");
        Console.WriteLine($"times sooner, prefix copied back from memory   {MedianInterval.Of(fromMemory)}");
        Console.WriteLine($"greedy answers the same                        {same} of {asked}");
        return same == asked ? 0 : 1;

        async Task CompareAsync(string[] evidence, string question, List<double> ratios)
        {
            (TimeSpan cold, string expected, _) = await AskAsync(benchmark, plain, evidence, question);
            (TimeSpan warm, string answer, int reused) = await AskAsync(benchmark, reusing, evidence, question);
            coldMilliseconds.Add(cold.TotalMilliseconds);
            warmMilliseconds.Add(warm.TotalMilliseconds);
            ratios.Add(cold / warm);
            asked++;
            same += answer == expected && reused > 0 ? 1 : 0;
        }
    }

    /// <summary>Writes a prompt as the host does.</summary>
    public static ChatMessage[] Write(IReadOnlyList<string> passages, string question) =>
    [
        new ChatMessage(ChatRole.System, Instructions),
        new ChatMessage(ChatRole.User, [.. passages.Select(passage => EvidenceContent.Create(passage + "\n\n")), new TextContent($"Question: {question}")]),
    ];

    private static async Task<(TimeSpan First, string Answer, int Reused)> AskAsync(EngineBenchmark benchmark, LlamaEngine engine, string[] passages, string question)
    {
        Prompt prompt = benchmark.Build(Write(passages, question));
        GenerationRequest request = benchmark.NewRequest(prompt, OutputTokens);
        long start = Stopwatch.GetTimestamp();
        engine.Submit(request);
        await request.Tokens.WaitToReadAsync();
        TimeSpan first = Stopwatch.GetElapsedTime(start);
        string answer = string.Join(' ', await request.Tokens.ReadAllAsync().ToListAsync());
        await engine.DrainAsync(CancellationToken.None);
        return (first, answer, request.ReusedTokens);
    }

    /// <summary>Returns the paragraphs of the sample corpus that make good passages.</summary>
    public static string[] Passages() =>
    [
        .. Directory.EnumerateFiles(Testing.RepositoryPaths.Corpus, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(file => File.ReadAllText(file).Split("\n\n"))
            .Where(paragraph => paragraph.Length is > 300 and < 1200),
    ];
}
