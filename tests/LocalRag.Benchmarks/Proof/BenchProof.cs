using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LocalRag.Cli.Commands;
using LocalRag.Plugins.Tests;

namespace LocalRag.Benchmarks.Proof;

/// <summary>Runs <c>localrag bench</c> many times, to see how often it says what is true: nothing of the same host, and what test plugins do.</summary>
/// <remarks>
/// <c>bench-proof [same|slow|worse|listening ...] [--runs N] [--rounds N]</c>. What is asked for is measured in one run, each as a host of its own beside the plain one.
/// Nothing else should run meanwhile: a run of 24 rounds with two kinds takes about two minutes on two cores.
/// Answers are short, for the sake of more rounds; but whole where <c>worse</c> is asked for, which needs the 60 questions of the samples.
/// </remarks>
internal static class BenchProof
{
    private const double Share = 0.95;

    // To the name of each kind, the host that is compared with the plain one; RUN is the number of the run.
    private static readonly Dictionary<string, string> s_kinds = new()
    {
        ["same"] = "same:meters=on",
        ["slow"] = "slow:plugins=sluggish",
        ["worse"] = "worse:plugins=worse,Plugins:worse:Seed=RUN",
        ["listening"] = "listening:meters=off",
    };

    /// <returns>0 where every kind came out right in 19 of 20 runs.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        string[] kinds = [.. args.Where(s_kinds.ContainsKey)];
        kinds = kinds.Length > 0 ? kinds : [.. s_kinds.Keys];
        int runs = Read(args, "--runs", 20);
        int rounds = Read(args, "--rounds", 24);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("localrag-proof-");
        try
        {
            string plugins = Path.Combine(folder.FullName, "plugins");
            PluginForge.Deploy(plugins, "Sluggish");
            PluginForge.Deploy(plugins, "Worse");
            string index = await IngestAsync(folder.FullName);
            Dictionary<string, int> right = kinds.ToDictionary(kind => kind, _ => 0);
            for (int run = 1; run <= runs; run++)
            {
                JsonElement result = await MeasureAsync(kinds, run, rounds, plugins, index);
                foreach (string kind in kinds)
                {
                    (bool isRight, string said) = Judge(kind, result);
                    right[kind] += isRight ? 1 : 0;
                    await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{kind} {run}: {(isRight ? "right" : "WRONG")}; {said}"));
                }
            }

            foreach (string kind in kinds)
            {
                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{kind}: {right[kind]} of {runs} right"));
            }

            return right.Values.All(count => count >= Math.Floor(Share * runs)) ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (bool IsRight, string Said) Judge(string kind, JsonElement result)
    {
        JsonElement[] comparisons = [.. result.GetProperty("comparisons").EnumerateArray().Where(comparison => comparison.GetProperty("variant").GetString() == kind)];
        JsonElement[] shown = [.. comparisons.Where(comparison => Verdict(comparison) is "better" or "worse")];
        string said = shown.Length == 0 ? "nothing shown" : string.Join(", ", shown.Select(Describe));
        string spread = string.Create(CultureInfo.InvariantCulture, $"machine spread {result.GetProperty("machine_noise").GetProperty("spread").GetDouble():0.0%}");
        JsonElement Find(string figure) => comparisons.First(comparison => comparison.GetProperty("figure").GetString() == figure);
        return kind switch
        {
            "slow" => (Verdict(Find("total_ms")) == "worse", $"{Describe(Find("total_ms"))}; {spread}"),
            "worse" => (Verdict(Find("answer_right")) == "worse" || Verdict(Find("answer_overlap")) == "worse", $"{Describe(Find("answer_right"))}; {Describe(Find("answer_overlap"))}"),
            "listening" => (Verdict(Find("total_ms")) == "no_difference_shown", $"{Describe(Find("total_ms"))}; {Describe(Find("cpu_ms"))}; {spread}"),
            _ => (shown.Length == 0, $"{said}; {spread}"),
        };
    }

    private static string Verdict(JsonElement comparison) => comparison.GetProperty("verdict").GetString()!;

    private static string Describe(JsonElement comparison)
    {
        string name = comparison.GetProperty("figure").GetString()!;
        JsonElement interval = comparison.GetProperty("ratio") is { ValueKind: JsonValueKind.Object } ratio ? ratio : comparison.GetProperty("difference");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {Verdict(comparison)} {interval.GetProperty("value").GetDouble():0.000} ({interval.GetProperty("low").GetDouble():0.000} to {interval.GetProperty("high").GetDouble():0.000}), noise {comparison.GetProperty("noise_width").GetDouble():0.0%}");
    }

    private static async Task<string> IngestAsync(string folder)
    {
        string data = Path.Combine(folder, "data");
        string index = Path.Combine(folder, "index.db");
        await RunProgramAsync("ingest", SampleFiles.Find("corpus"), "--data", data, "--json");
        await RunProgramAsync("db", "backup", index, "--data", data, "--json");
        return index;
    }

    private static async Task<JsonElement> MeasureAsync(string[] kinds, int run, int rounds, string plugins, string index) =>
        JsonDocument.Parse(await RunProgramAsync(
        [
            "bench", "--json", "--full", "--workload", "ask-cold", "--seed", $"{1000 * run}", "--rounds", $"{rounds}",
            "--set", $"Plugins:Directory={plugins}", "--index", index, .. kinds.Contains("worse") ? (string[])[] : ["--set", "Answers:MaxOutputTokens=16"],
            "--ab", "none", .. kinds.SelectMany(kind => (string[])["--ab", s_kinds[kind].Replace("RUN", $"{run}", StringComparison.Ordinal)]),
        ])).RootElement;

    private static async Task<string> RunProgramAsync(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "localrag.exe" : "localrag");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"localrag {arguments[0]} ended with {process.ExitCode}.");
    }

    private static int Read(string[] args, string option, int otherwise) =>
        Array.IndexOf(args, option) is >= 0 and var index ? int.Parse(args[index + 1], CultureInfo.InvariantCulture) : otherwise;
}
