using System.Diagnostics;
using System.Globalization;
using LocalRag.LlamaCpp;
using LocalRag.LlamaCpp.Drafting;
using LocalRag.LlamaCpp.Engine;
using Microsoft.Extensions.AI;

namespace LocalRag.Benchmarks.Engine;

/// <summary>Tokens per second of answers that quote and of prose, with drafting and without, in turns; and whether the answers are the same.</summary>
internal static class DraftingComparison
{
    private const int OutputTokens = 96;

    // No two alike: an answer that was given before is not prose any more but a quotation.
    private static readonly string[] s_stories =
    [
        "Tell a long story about the sea.", "Write a long letter to a friend.", "Explain in detail how bread is made.", "Describe a day in a big city.",
        "Tell a story about a mountain.", "What should one know before buying a horse?", "Why do leaves fall in autumn?", "Describe your favourite painting.",
        "How does a steam engine work?", "Write a speech for a wedding.", "What is a good life?", "Tell me about the history of tea.",
        "Give advice to somebody who learns the piano.", "How do birds find their way?", "Write about a winter night in a cabin.", "Compare trains and ships.",
        "What makes a good teacher?", "Describe a market in the morning.", "Explain how a clock keeps time.", "Write a review of a restaurant.",
    ];

    public static async Task<int> RunAsync(EngineBenchmark benchmark, int rounds, int threads)
    {
        DraftingLedger ledger = new();
        using LlamaEngine plain = benchmark.NewEngine(new LlamaOptions { Threads = threads, Sequences = 1 });
        using LlamaEngine drafting = benchmark.NewEngine(new LlamaOptions { Threads = threads, Sequences = 1, Drafting = true }, drafting: ledger);
        string[] texts = [.. Texts()];
        await AnswerAsync(benchmark, plain, Story("Hello!"));
        await AnswerAsync(benchmark, drafting, Story("Hello!"));
        await drafting.DrainAsync(CancellationToken.None);
        Console.WriteLine($"cost of a step of 2, 4, 8, 12, 16 tokens (1: 1) {string.Join(", ", new[] { 2, 4, 8, 12, 16 }.Select(size => ledger.Costs.Of(size).ToString("0.00", CultureInfo.InvariantCulture)))}");
        int same = 0, asked = 0;
        await CompareAsync("quoting", round => Quote(texts[round % texts.Length]));
        await CompareAsync("prose", round => Story(s_stories[round % s_stories.Length]));
        Console.WriteLine($"greedy answers the same                        {same} of {asked}");
        return same == asked ? 0 : 1;

        async Task CompareAsync(string kind, Func<int, ChatMessage[]> prompt)
        {
            List<double> ratios = [];
            TimeSpan withoutAll = TimeSpan.Zero, withAll = TimeSpan.Zero;
            int drafted = 0, accepted = 0;
            for (int round = 0; round < rounds; round++)
            {
                bool plainFirst = round % 2 == 0;
                Outcome one = await AnswerAsync(benchmark, plainFirst ? plain : drafting, prompt(round));
                Outcome two = await AnswerAsync(benchmark, plainFirst ? drafting : plain, prompt(round));
                (Outcome without, Outcome with) = plainFirst ? (one, two) : (two, one);
                asked++;
                same += without.Answer == with.Answer ? 1 : 0;
                drafted += with.Request.DraftedTokens;
                accepted += with.Request.AcceptedTokens;
                withoutAll += without.Time;
                withAll += with.Time;
                ratios.Add(without.Time / with.Time);
            }

            Console.WriteLine($"{kind,-8} tokens per second, drafting against plain {MedianInterval.Of(ratios)}, all rounds together {withoutAll / withAll:0.000}; {accepted} of {drafted} guessed tokens right");
        }
    }

    private static ChatMessage[] Story(string question) => [new ChatMessage(ChatRole.User, question)];

    private static ChatMessage[] Quote(string text) =>
    [
        new ChatMessage(ChatRole.System, "Repeat the text of the user word for word."),
        new ChatMessage(ChatRole.User, text),
        new ChatMessage(ChatRole.Assistant, text),
        new ChatMessage(ChatRole.User, "Once more, the same text word for word."),
    ];

    private static IEnumerable<string> Texts() => Directory.EnumerateFiles(Testing.RepositoryPaths.Corpus, "*.md", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .SelectMany(file => File.ReadAllText(file).Split("\n\n"))
        .Where(paragraph => paragraph.Length is > 300 and < 700);

    // The time from the first token on: drafting does nothing for the prompt.
    private static async Task<Outcome> AnswerAsync(EngineBenchmark benchmark, LlamaEngine engine, ChatMessage[] messages)
    {
        GenerationRequest request = benchmark.NewRequest(benchmark.Build(messages), OutputTokens);
        engine.Submit(request);
        await request.Tokens.WaitToReadAsync();
        long start = Stopwatch.GetTimestamp();
        string answer = string.Join(' ', await request.Tokens.ReadAllAsync().ToListAsync());
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        await engine.DrainAsync(CancellationToken.None);
        return new Outcome(request, answer, time);
    }

    private sealed record Outcome(GenerationRequest Request, string Answer, TimeSpan Time);
}
