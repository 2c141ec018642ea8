using LocalRag.Cli.Commands;
using LocalRag.Cli.Output;
using LocalRag.Measurement;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Hosting;

/// <summary>Runs a benchmark for a command: with a folder for the hosts, and its progress shown.</summary>
internal static class BenchmarkSession
{
    public static async Task<BenchmarkResult> RunAsync(CommandContext context, Func<string, BenchmarkRequest> createRequest, CancellationToken cancellationToken)
    {
        if (context.Arguments.GetValue(GlobalOptions.Data) is not null)
        {
            context.Output.Warn($"--data is not used: {context.Arguments.CommandResult.Command.Name} makes an index of its own for each host.");
        }

        IServiceProvider services = context.BuildHost();
        TimeProvider timeProvider = services.GetRequiredService<TimeProvider>();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("localrag-bench-");
        try
        {
            BenchmarkRequest request = createRequest(folder.FullName);
            context.Output.Note(Describe(request));
            BenchmarkVersions versions = BenchmarkedVersions.Read(services);
            BenchmarkRunner runner = new(new BenchmarkHosts(context.Arguments), timeProvider);
            BenchmarkResult result = await ProgressDisplay.RunAsync(
                context.Output, "Measuring", timeProvider, progress => runner.RunAsync(request, versions, new Translation(progress), cancellationToken));
            foreach (string warning in result.Warnings)
            {
                context.Output.Warn(warning);
            }

            return result;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Describe(BenchmarkRequest request) => FormattableString.Invariant(
        $"Measuring {string.Join(", ", request.Workloads)} on {string.Join(" and ", request.Variants.Select(variant => variant.Name))} and once more on {request.Variants[0].Name}, for the width of the noise; seeds {request.Seeds.Order}, {request.Seeds.Repeats}, {request.Seeds.Bootstrap}.");

    private sealed class Translation(IProgress<ProgressStep> progress) : IProgress<BenchmarkProgress>
    {
        public void Report(BenchmarkProgress value) => progress.Report(new ProgressStep(value.Done, 1000, $"({value.Stage})"));
    }
}
