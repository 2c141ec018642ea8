using System.Diagnostics;
using System.Globalization;
using LocalRag.LlamaCpp;
using LocalRag.LlamaCpp.Engine;

namespace LocalRag.Benchmarks.Engine;

/// <summary>Prefill and decode against llama-bench, and four streams against one, in turns within one run.</summary>
internal static class SpeedComparison
{
    private const int PromptTokens = 512;
    private const int OutputTokens = 64;

    private static readonly string[] s_stories =
        ["Tell a long story about the sea.", "Tell a long story about a mountain.", "Write a long letter to a friend.", "Explain in detail how bread is made."];

    public static async Task<int> RunAsync(EngineBenchmark benchmark, int rounds, int threads, string? llamaBench)
    {
        LlamaOptions options = new() { Threads = threads, ContextTokens = 1024 };
        if (llamaBench is not null)
        {
            // As llama-bench: one micro-batch of 512 tokens. That it rearranges weights is seen to where the model is loaded.
            options.PrefillPieceTokens = PromptTokens;
        }

        using LlamaEngine engine = benchmark.NewEngine(options);
        Prompt segment = new([LongSegment(benchmark)]);
        Prompt[] stories = [.. s_stories.Select(benchmark.Ask)];
        List<double> prefill = [], decode = [], four = [], theirPrefill = [], theirDecode = [], prefillRatio = [], decodeRatio = [], fourRatio = [];
        await PrefillAsync(benchmark, engine, segment);
        await DecodeAsync(benchmark, engine, stories);
        for (int round = 0; round < rounds; round++)
        {
            prefill.Add(await PrefillAsync(benchmark, engine, segment));
            decode.Add(await DecodeAsync(benchmark, engine, [stories[0]]));
            four.Add(await DecodeAsync(benchmark, engine, stories));
            fourRatio.Add(four[^1] / decode[^1]);
            if (llamaBench is not null)
            {
                (double theirs, double theirOutput) = await LlamaBench.RunAsync(
                    llamaBench, benchmark.ModelPath, PromptTokens, OutputTokens, threads > 0 ? threads : ProcessorTopology.Cores);
                theirPrefill.Add(theirs);
                theirDecode.Add(theirOutput);
                prefillRatio.Add(prefill[^1] / theirs);
                decodeRatio.Add(decode[^1] / theirOutput);
            }
        }

        Print("prefill, one segment of 512 tokens", prefill, "tokens/s");
        Print("decode, one stream", decode, "tokens/s");
        Print("decode, four streams together", four, "tokens/s");
        Print("four streams against one", fourRatio, "times");
        if (llamaBench is not null)
        {
            Print("llama-bench pp512", theirPrefill, "tokens/s");
            Print("llama-bench tg64", theirDecode, "tokens/s");
            Print("prefill against llama-bench", prefillRatio, "times");
            Print("decode against llama-bench", decodeRatio, "times");
        }

        return 0;
    }

    private static int[] LongSegment(EngineBenchmark benchmark)
    {
        string text = string.Concat(Enumerable.Repeat("The harbour lay quiet in the early light, and the boats had not yet left for the day. ", 64));
        return benchmark.Vocabulary.Tokenize(text, parseSpecial: false, continuesText: false)[..PromptTokens];
    }

    private static async Task<double> PrefillAsync(EngineBenchmark benchmark, LlamaEngine engine, Prompt prompt)
    {
        GenerationRequest request = benchmark.NewRequest(prompt, maxTokens: 1);
        long start = Stopwatch.GetTimestamp();
        engine.Submit(request);
        await request.Tokens.WaitToReadAsync();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        await engine.DrainAsync(CancellationToken.None);
        return PromptTokens / elapsed.TotalSeconds;
    }

    // Counts the tokens that come while all streams run.
    private static async Task<double> DecodeAsync(EngineBenchmark benchmark, LlamaEngine engine, Prompt[] prompts)
    {
        List<long>[] times = await Task.WhenAll(prompts.Select(prompt => TimesAsync(engine, benchmark.NewRequest(prompt, OutputTokens + 1))));
        long from = times.Max(stream => stream[0]);
        long to = times.Min(stream => stream[^1]);
        int tokens = times.Sum(stream => stream.Count(time => time > from && time <= to));
        await engine.DrainAsync(CancellationToken.None);
        return tokens / Stopwatch.GetElapsedTime(from, to).TotalSeconds;
    }

    private static async Task<List<long>> TimesAsync(LlamaEngine engine, GenerationRequest request)
    {
        List<long> times = new(request.MaxTokens);
        engine.Submit(request);
        await foreach (int token in request.Tokens.ReadAllAsync())
        {
            times.Add(Stopwatch.GetTimestamp());
        }

        return times;
    }

    private static void Print(string name, List<double> values, string unit)
    {
        double[] sorted = [.. values.Order()];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-38} median {sorted[sorted.Length / 2],8:0.000} {unit}, from {sorted[0]:0.000} to {sorted[^1]:0.000} (n = {sorted.Length})"));
    }
}
