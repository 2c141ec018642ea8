using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LocalRag.Plugins.Tests;

namespace LocalRag.Benchmarks.Proof;

/// <summary>Runs <c>localrag bench</c> many times, to see how often it says what is true: nothing of the same host, and what test plugins do.</summary>
/// <remarks>
/// <c>bench-proof [same|slow|worse|listening ...] [--runs N] [--rounds N]</c>. A run of 30 rounds takes about a minute on two cores; nothing else should run meanwhile.
/// </remarks>
internal static class BenchProof
{
    private const double Share = 0.95;

    private static readonly string[] s_kinds = ["same", "slow", "worse", "listening"];

    /// <returns>0 where every kind came out right in 19 of 20 runs.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        string[] kinds = [.. args.Where(s_kinds.Contains)];
        int runs = Read(args, "--runs", 20);
        int rounds = Read(args, "--rounds", 30);
        DirectoryInfo plugins = Directory.CreateTempSubdirectory("localrag-proof-");
        try
        {
            PluginForge.Deploy(plugins.FullName, "Sluggish");
            PluginForge.Deploy(plugins.FullName, "Worse");
            bool allRight = true;
            foreach (string kind in kinds.Length > 0 ? kinds : s_kinds)
            {
                int right = 0;
                for (int run = 1; run <= runs; run++)
                {
                    (bool isRight, string said) = Judge(kind, await MeasureAsync(kind, run, rounds, plugins.FullName));
                    right += isRight ? 1 : 0;
                    await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{kind} {run}: {(isRight ? "right" : "WRONG")}; {said}"));
                }

                await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{kind}: {right} of {runs} right"));
                allRight &= right >= Math.Floor(Share * runs);
            }

            return allRight ? 0 : 1;
        }
        finally
        {
            plugins.Delete(recursive: true);
        }
    }

    private static (bool IsRight, string Said) Judge(string kind, JsonElement result)
    {
        JsonElement[] comparisons = [.. result.GetProperty("comparisons").EnumerateArray()];
        JsonElement[] shown = [.. comparisons.Where(comparison => Verdict(comparison) is "better" or "worse")];
        string said = shown.Length == 0 ? "nothing shown" : string.Join(", ", shown.Select(Describe));
        string spread = string.Create(CultureInfo.InvariantCulture, $"machine spread {result.GetProperty("machine_noise").GetProperty("spread").GetDouble():0.0%}");
        JsonElement Find(string figure) => comparisons.First(comparison => comparison.GetProperty("figure").GetString() == figure);
        return kind switch
        {
            "slow" => (Verdict(Find("total_ms")) == "worse", $"{Describe(Find("total_ms"))}; {spread}"),
            "worse" => (Verdict(Find("answer_right")) == "worse" || Verdict(Find("answer_overlap")) == "worse", $"{Describe(Find("answer_right"))}; {Describe(Find("answer_overlap"))}"),
            "listening" => (Verdict(Find("total_ms")) == "no_difference_shown", $"{Describe(Find("total_ms"))}; {spread}"),
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

    private static async Task<JsonElement> MeasureAsync(string kind, int run, int rounds, string plugins)
    {
        string[] variants = kind switch
        {
            "same" => ["none", "none"],
            "listening" => ["off:meters=off", "on:meters=on"],
            "slow" => ["none", "sluggish"],
            _ => ["none", kind],
        };
        string[] arguments =
        [
            "bench", "--json", "--full", "--workload", "ask-cold", "--seed", $"{1000 * run}", "--rounds", $"{(kind == "worse" ? 60 : rounds)}",
            "--set", $"Plugins:Directory={plugins}", .. variants.SelectMany(variant => (string[])["--ab", variant]),
        ];
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "localrag.exe" : "localrag");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonDocument.Parse(output).RootElement
            : throw new InvalidOperationException($"localrag bench ended with {process.ExitCode}.");
    }

    private static int Read(string[] args, string option, int otherwise) =>
        Array.IndexOf(args, option) is >= 0 and var index ? int.Parse(args[index + 1], CultureInfo.InvariantCulture) : otherwise;
}
