using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using LocalRag.Cli.Commands;
using LocalRag.Cli.Output;
using LocalRag.Measurement;
using LocalRag.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalRag.Cli.Hosting;

/// <summary>Starts the hosts of a benchmark: in this process, or each in a process of its own.</summary>
internal sealed class BenchmarkHosts(ParseResult arguments) : IBenchmarkHosts
{
    public async Task<BenchmarkHost> StartAsync(VariantDefinition variant, string dataDirectory, CancellationToken cancellationToken)
    {
        IHost host = CommandHost.Build(arguments, null, live: null, new HostVariant(variant.Name, variant.Assignments, dataDirectory));
        try
        {
            host.Services.GetRequiredService<SettingsCatalog>().Validate();
            await host.StartAsync(cancellationToken);
            return new BenchmarkHost(host.Services, (IAsyncDisposable)host);
        }
        catch
        {
            await ((IAsyncDisposable)host).DisposeAsync();
            throw;
        }
    }

    public async Task<ProcessReport> RunProcessAsync(
        VariantDefinition variant, string dataDirectory, IReadOnlyList<string> questions, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = ProgramItself.StartInfo(
        [
            BenchProbeCommand.CommandName,
            "--json",
            .. (arguments.GetValue(GlobalOptions.Set) ?? []).Append(HostVariant.WithoutTrials).Concat(variant.Assignments).SelectMany(assignment => (string[])["--set", assignment]),
            "--data",
            dataDirectory,
        ]);
        long begun = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new LocalRagException("A process for the measurement did not start.", "Leave the workload start out with --workload.");
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            foreach (string question in questions)
            {
                await process.StandardInput.WriteLineAsync(question.AsMemory(), cancellationToken);
            }

            process.StandardInput.Close();
            ProcessReport? report = await ReadAsync(process, begun, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return report ?? throw new LocalRagException(
                $"The process of the variant {variant.Name} ended with code {process.ExitCode} before it had told its memory: {(await error).Trim()}",
                "Run 'localrag query' with the same settings to see what is wrong.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<ProcessReport?> ReadAsync(Process process, long begun, CancellationToken cancellationToken)
    {
        double? firstText = null;
        double? firstAnswer = null;
        List<MemoryPoint> timeline = [];
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            double elapsed = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            ProbeLine probe = JsonSerializer.Deserialize(line, OutputJson.OneLine.ProbeLine)
                ?? throw new LocalRagException("The process for the measurement wrote null.", null);
            switch (probe.Stage)
            {
                case ProbeLine.FirstText:
                    firstText = elapsed;
                    continue;
                case ProbeLine.FirstAnswer:
                    firstAnswer = elapsed;
                    continue;
                default:
                    break;
            }

            if (probe.Bytes is { } bytes)
            {
                timeline.Add(new MemoryPoint(elapsed / 1000, probe.Stage, bytes, probe.Owners ?? []));
            }

            if (probe.Peak is { } peak)
            {
                return new ProcessReport(firstText ?? firstAnswer!.Value, firstAnswer!.Value, probe.Measure!, peak, probe.Bytes!.Value, timeline);
            }
        }

        return null;
    }
}
