using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using LocalRag.Evaluation;
using LocalRag.LlamaCpp;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Prefixes;

namespace LocalRag.Benchmarks.Engine;

/// <summary>Time to first token where every passage was in other prompts, but never together: with evidence taken over and without, in turns; and how far the answers agree.</summary>
internal static class EvidenceComparison
{
    private const int OutputTokens = 16;
    private const int Passages = 5;

    public static async Task<int> RunAsync(EngineBenchmark benchmark, int rounds, int threads, int recompute)
    {
        string[] texts = ReuseComparison.Passages();
        LlamaOptions settings = new() { Threads = threads, Sequences = 2, PrefixReuse = true, EvidenceReuse = true, EvidenceAuditShare = 0, EvidenceRecomputeTokens = recompute };
        using PrefixStore store = new("benchmark", 1L << 30);
        using LlamaEngine plain = benchmark.NewEngine(new LlamaOptions { Threads = threads, Sequences = 2 });
        using LlamaEngine evidence = benchmark.NewEngine(settings, store);
        List<double> full = [], warm = [], ratios = [], firstSame = [];
        int taken = 0, prompts = 0;
        for (int round = -1; round < rounds; round++)
        {
            Prompt prompt = Write(benchmark, texts, round + 1, "What is this about?");
            foreach (int segment in prompt.Evidence!.Segments.Order())
            {
                await ComputeAsync(benchmark, evidence, prompt.Evidence.Behind(prompt.Segments[segment]));
            }

            bool plainFirst = round % 2 == 0;
            (TimeSpan first, string answer, GenerationRequest request) one = await AskAsync(benchmark, plainFirst ? plain : evidence, prompt);
            (TimeSpan first, string answer, GenerationRequest request) two = await AskAsync(benchmark, plainFirst ? evidence : plain, prompt);
            ((TimeSpan first, string answer, GenerationRequest request) without, (TimeSpan first, string answer, GenerationRequest request) with) = plainFirst ? (one, two) : (two, one);
            if (round < 0)
            {
                continue;
            }

            full.Add(without.first.TotalMilliseconds);
            warm.Add(with.first.TotalMilliseconds);
            ratios.Add(without.first / with.first);
            firstSame.Add(without.answer.Split(' ')[0] == with.answer.Split(' ')[0] ? 1 : 0);
            taken += with.request.ReusedTokens;
            prompts += prompt.TokenCount;
        }

        Console.WriteLine($"time to first token, full prefill        {MedianInterval.Of(full)} ms, longest {full.Max().ToString("0", CultureInfo.InvariantCulture)}");
        Console.WriteLine($"time to first token, evidence taken over {MedianInterval.Of(warm)} ms, longest {warm.Max().ToString("0", CultureInfo.InvariantCulture)}");
        Console.WriteLine($"times sooner                             {MedianInterval.Of(ratios)}");
        Console.WriteLine($"tokens of prompts taken over             {taken} of {prompts}; memory {store.Bytes >> 20} MiB");
        Console.WriteLine($"first token the same                     {firstSame.Sum()} of {firstSame.Count}");
        Console.WriteLine($"likeliest tokens on which both agree     {Average.Of(await AgreementsAsync(benchmark, store, texts, rounds, threads, recompute))}");
        return taken > 0 ? 0 : 1;
    }

    /// <summary>Has the engine check answers itself, as it does while nobody asks.</summary>
    private static async Task<List<double>> AgreementsAsync(EngineBenchmark benchmark, PrefixStore store, string[] texts, int rounds, int threads, int recompute)
    {
        List<double> agreements = [];
        using SemaphoreSlim audited = new(0);
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "localrag.engine.evidence.agreement")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, agreement, _, _) =>
        {
            agreements.Add(agreement);
            audited.Release();
        });
        listener.Start();
        using LlamaEngine engine = benchmark.NewEngine(
            new LlamaOptions { Threads = threads, Sequences = 2, PrefixReuse = true, EvidenceReuse = true, EvidenceAuditShare = 1, EvidenceMinAgreement = 0, EvidenceRecomputeTokens = recompute }, store);
        for (int round = 0; round < rounds; round++)
        {
            await AskAsync(benchmark, engine, Write(benchmark, texts, round + 1, ReuseComparison.Questions[round % ReuseComparison.Questions.Count]));
            await audited.WaitAsync();
        }

        return agreements;
    }

    // The passages of a prompt come from five places of the corpus, so no two prompts begin alike.
    private static Prompt Write(EngineBenchmark benchmark, string[] texts, int number, string question) => benchmark.Build(
        ReuseComparison.Write([.. Enumerable.Range(0, Passages).Select(i => texts[((i * texts.Length / Passages) + number) % texts.Length])], question), findEvidence: true);

    private static async Task ComputeAsync(EngineBenchmark benchmark, LlamaEngine engine, Prompt beginning)
    {
        GenerationRequest request = benchmark.NewRequest(beginning, 1, isPrefillOnly: true);
        engine.Submit(request);
        await request.Tokens.Completion;
        await engine.DrainAsync(CancellationToken.None);
    }

    private static async Task<(TimeSpan First, string Answer, GenerationRequest Request)> AskAsync(EngineBenchmark benchmark, LlamaEngine engine, Prompt prompt)
    {
        GenerationRequest request = benchmark.NewRequest(prompt, OutputTokens);
        long start = Stopwatch.GetTimestamp();
        engine.Submit(request);
        await request.Tokens.WaitToReadAsync();
        TimeSpan first = Stopwatch.GetElapsedTime(start);
        string answer = string.Join(' ', await request.Tokens.ReadAllAsync().ToListAsync());
        await engine.DrainAsync(CancellationToken.None);
        return (first, answer, request);
    }
}
