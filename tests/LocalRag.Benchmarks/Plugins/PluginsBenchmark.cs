using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using LocalRag.Benchmarks.Plugins.Soak;
using LocalRag.Testing;

namespace LocalRag.Benchmarks.Plugins;

/// <summary><c>plugins soak [--swaps N] [--real] [--plugin DIRECTORY]</c>: swaps under load; <c>plugins overhead</c>: what the host adds to a call; <c>plugins arrival FOLDER [--times N]</c>: how soon a plugin is live and gone.</summary>
internal static class PluginsBenchmark
{
    private const int Shown = 3;

    private static readonly TimeSpan s_exchangeLimit = TimeSpan.FromMilliseconds(1);

    public static async Task<int> RunAsync(string[] arguments)
    {
        switch (arguments)
        {
            case ["overhead"]:
                BenchmarkRunner.Run<PluginOverheadBenchmarks>(DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
                return 0;
            case ["soak", .. string[] rest]:
                int swaps = Read(rest, "--swaps", 1000);
                SoakedPlugin plugin = Find(rest, "--plugin") is { } directory ? new BuiltPlugin(Path.GetFullPath(directory)) : new MarkingPlugin();
                if (rest.Contains("--real") && plugin is BuiltPlugin)
                {
                    await Console.Error.WriteLineAsync("With --plugin the answers are compared with those of the test engine: leave --real out.");
                    return 2;
                }

                await using (PluginStand stand = rest.Contains("--real") ? new PluginStand(builder => builder.AddLlamaCpp(), new KeyValuePair<string, string?>("LocalRag:Llama:Model", RepositoryPaths.ChatModel)) : PluginStand.Around(new FastEngine()))
                {
                    return Write(await PluginSoak.RunAsync(stand, plugin, swaps), Console.Out);
                }

            case ["arrival", string build, .. string[] rest]:
                return await PluginArrival.RunAsync(build, Read(rest, "--times", 20));

            default:
                await Console.Error.WriteLineAsync("Give 'soak [--swaps N] [--real] [--plugin DIRECTORY]', 'overhead', or 'arrival FOLDER [--times N]'.");
                return 2;
        }
    }

    private static int Read(string[] arguments, string option, int otherwise) =>
        Find(arguments, option) is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : otherwise;

    private static string? Find(string[] arguments, string name) => arguments.SkipWhile(argument => argument != name).Skip(1).FirstOrDefault();

    private static int Write(SoakReport report, TextWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            swaps            {report.Swaps} in {report.Elapsed.TotalSeconds:0.0} s, beside {report.Answers} answers to 8 callers
            failed calls     {report.Failures.Count}
            wrong or mixed   {report.Mixed.Count}
            unloaded         {report.Unloaded} of {report.Swaps} that were replaced; at most {report.MostWaiting} waited for their proof
            load contexts    {report.Contexts} at the end, the current one included
            exchange         p50 {report.Percentile(0.5).TotalMicroseconds:0} us, p99 {report.Percentile(0.99).TotalMicroseconds:0} us, longest {report.Percentile(1).TotalMicroseconds:0} us
            resident         {string.Join(' ', report.Resident.Select(bytes => bytes >> 20))} MiB
            """));
        foreach (string problem in report.Failures.Take(Shown).Concat(report.Mixed.Take(Shown)))
        {
            output.WriteLine(problem);
        }

        bool passes = report is { Failures: [], Mixed: [], Contexts: 1, IsMemoryFlat: true } && report.Unloaded == report.Swaps && report.Percentile(0.99) < s_exchangeLimit;
        output.WriteLine(passes ? "passed" : "FAILED");
        return passes ? 0 : 1;
    }
}
