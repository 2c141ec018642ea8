using System.Diagnostics;
using LocalRag.LlamaCpp;
using LocalRag.LlamaCpp.Engine;

namespace LocalRag.Benchmarks.Engine;

/// <summary>Runs 200 requests that are cancelled at random, and prints what is left after each 40 of them.</summary>
internal static class CancellationSoak
{
    private const int Requests = 200;
    private const int PerRound = 40;
    private const int MaxTokens = 24;

    public static async Task<int> RunAsync(EngineBenchmark benchmark, int threads)
    {
        using LlamaEngine engine = benchmark.NewEngine(new LlamaOptions { Threads = threads, ContextTokens = 512, QueueLength = PerRound });
        Random random = new(5);
        int left = 0;
        for (int round = 0; round < Requests / PerRound; round++)
        {
            GenerationRequest[] requests = [.. Enumerable.Range(0, PerRound).Select(i => NewRequest(benchmark, (round * PerRound) + i))];
            int[] read = [.. requests.Select(_ => random.Next(0, MaxTokens + 4))];
            await Parallel.ForEachAsync(
                Enumerable.Range(0, PerRound), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await ReadAsync(engine, requests[i], read[i]));
            IReadOnlyList<int> positions = await engine.DrainAsync(CancellationToken.None);
            int samplers = requests.Count(request => !request.Sampler.IsDisposed);
            left += samplers + positions.Count(position => position >= 0);
            using Process process = Process.GetCurrentProcess();
            Console.WriteLine(
                $"{(round + 1) * PerRound,4} requests: sequences with KV cells {positions.Count(position => position >= 0)}, samplers not freed {samplers}, "
                + $"managed {GC.GetTotalMemory(forceFullCollection: true) / 1024} KiB, resident {process.WorkingSet64 / 1024} KiB, threads {process.Threads.Count}");
        }

        return left == 0 ? 0 : 1;
    }

    private static GenerationRequest NewRequest(EngineBenchmark benchmark, int number) =>
        benchmark.NewRequest(benchmark.Ask($"Tell me something about the number {number}."), MaxTokens);

    private static async Task ReadAsync(LlamaEngine engine, GenerationRequest request, int count)
    {
        engine.Submit(request);
        for (int i = 0; i < count && await request.Tokens.WaitToReadAsync(); i++)
        {
            request.Tokens.TryRead(out int _);
        }

        request.Abandon();
    }
}
