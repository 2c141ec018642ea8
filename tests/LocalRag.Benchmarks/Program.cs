using BenchmarkDotNet.Running;
using LocalRag.Benchmarks.Cache;
using LocalRag.Benchmarks.Embeddings;
using LocalRag.Benchmarks.Engine;
using LocalRag.Benchmarks.Evaluation;
using LocalRag.Benchmarks.Plugins;
using LocalRag.Benchmarks.Proof;
using LocalRag.Benchmarks.Search;
using LocalRag.Benchmarks.SideBySide;
using LocalRag.Benchmarks.Tuning;

namespace LocalRag.Benchmarks;

internal static class Program
{
    // The first argument names a comparison of ours; anything else goes to BenchmarkDotNet.
    private static async Task Main(string[] args)
    {
        switch (args)
        {
            case ["embed", .. string[] rest]:
                await EmbedBenchmark.RunAsync(rest);
                break;
            case ["evaluate", .. string[] rest]:
                await EvaluationBenchmark.RunAsync(rest);
                break;
            case ["search", .. string[] rest]:
                await SearchBenchmark.RunAsync(rest);
                break;
            case ["engine", .. string[] rest]:
                Environment.ExitCode = await EngineBenchmark.RunAsync(rest);
                break;
            case ["bench-proof", .. string[] rest]:
                Environment.ExitCode = await BenchProof.RunAsync(rest);
                break;
            case ["tuner-proof", .. string[] rest]:
                Environment.ExitCode = await TunerProof.RunAsync(rest);
                break;
            case ["peers", .. string[] rest]:
                Environment.ExitCode = await PeersBenchmark.RunAsync(rest);
                break;
            case ["plugins", .. string[] rest]:
                Environment.ExitCode = await PluginsBenchmark.RunAsync(rest);
                break;
            case ["semantic", .. string[] rest]:
                await SemanticCalibration.RunAsync(rest);
                break;
            default:
                BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
                break;
        }
    }
}
