using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LocalRag.Cli.Hosting;
using LocalRag.Tuning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalRag.Benchmarks.Tuning;

/// <summary>
/// Begins with settings that are deliberately bad, lets <c>localrag tune</c> run, and shows how near it comes to the best known of what was made bad:
/// the default threads, batches and context, with the caches and the database's settings that were off.
/// </summary>
/// <remarks>
/// <c>tuner-proof [--budget MINUTES] [--goal GOAL] [--rounds N]</c>; nothing else should run meanwhile. The host with all plugins is shown beside it: some of
/// them give other answers, which the tuner takes only with more questions than there are samples.
/// The bad settings stand in the profile, which is where the tuner would find those of an earlier, worse run.
/// </remarks>
internal static class TunerProof
{
    private const double Near = 0.05;

    private static readonly string[] s_figures = ["first_token_ms", "total_ms", "tokens_per_second", "search_ms", "memory_steady_mb"];

    private static readonly Dictionary<string, string> s_bad = new()
    {
        ["Llama:Threads"] = "1",
        ["Llama:BatchThreads"] = "1",
        ["Llama:PrefillPieceTokens"] = "16",
        ["Llama:ContextTokens"] = "8192",
        ["Llama:Sequences"] = "8",
        ["Sqlite:CacheKiB"] = "64",
        ["Sqlite:SearchThreads"] = "1",
        ["Sqlite:MmapBytes"] = "0",
    };

    /// <returns>0 where every figure is within 5% of the best known.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("localrag-tuner-proof-");
        try
        {
            WriteBadProfile(["--data", data.FullName]);
            JsonElement report = await RunProgramAsync(
                ["tune", "--json", "--budget", Read(args, "--budget", "10")!, "--goal", Read(args, "--goal", "balanced")!, "--data", data.FullName]);
            await Console.Out.WriteLineAsync(report.GetProperty("summary").GetString());
            foreach (JsonElement tried in report.GetProperty("tried").EnumerateArray())
            {
                await Console.Out.WriteLineAsync($"  {tried.GetProperty("change").GetString()}: {tried.GetProperty("outcome").GetString()}. {tried.GetProperty("reason").GetString()}");
            }

            string[] tuned = [.. report.GetProperty("settings").EnumerateObject().Select(setting => $"{setting.Name}={setting.Value.GetString()}")];
            JsonElement measured = await RunProgramAsync(
            [
                "bench", "--json", "--full", "--workload", "start,ask-cold,ask-repeat,search", "--rounds", Read(args, "--rounds", "24")!,
                "--ab", "best:plugins=cache+database", "--ab", "all:plugins=all", "--ab", $"tuned:{string.Join(',', tuned.Prepend("Plugins:Enabled=true"))}",
                "--ab", $"bad:{string.Join(',', s_bad.Select(setting => $"{setting.Key}={setting.Value}").Prepend("Plugins:Enabled=true"))}",
            ]);
            return await ShowAsync(measured) ? 0 : 1;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static void WriteBadProfile(string[] arguments)
    {
        using IHost host = CommandHost.Build(LocalRag.Cli.Program.Parse(["tune", .. arguments]), dataSubfolder: null, live: null);
        host.Services.GetRequiredService<TuningProfileStore>().Update(profile => profile with { Applied = true, Settings = s_bad });
    }

    /// <summary>Shows each figure of the other hosts against the best known.</summary>
    private static async Task<bool> ShowAsync(JsonElement measured)
    {
        bool allNear = true;
        foreach (JsonElement comparison in measured.GetProperty("comparisons").EnumerateArray())
        {
            string figure = comparison.GetProperty("figure").GetString()!;
            if (!s_figures.Contains(figure) || comparison.GetProperty("ratio") is not { ValueKind: JsonValueKind.Object } ratio)
            {
                continue;
            }

            double value = ratio.GetProperty("value").GetDouble();
            bool higherIsBetter = comparison.GetProperty("direction").GetString() == "higher_is_better";
            bool isNear = higherIsBetter ? value >= 1 - Near : value <= 1 + Near;
            string variant = comparison.GetProperty("variant").GetString()!;
            allNear &= isNear || variant != "tuned";
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{variant}: {figure} of {comparison.GetProperty("workload").GetString()} is {value:0.00} times the best known ({ratio.GetProperty("low").GetDouble():0.00} to {ratio.GetProperty("high").GetDouble():0.00}){(isNear ? string.Empty : ", NOT within 5%")}"));
        }

        return allNear;
    }

    private static async Task<JsonElement> RunProgramAsync(string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "localrag.exe" : "localrag");
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? JsonDocument.Parse(output).RootElement
            : throw new InvalidOperationException($"localrag {arguments[0]} ended with {process.ExitCode}.");
    }

    private static string? Read(string[] args, string option, string? otherwise) =>
        Array.IndexOf(args, option) is >= 0 and var index && index + 1 < args.Length ? args[index + 1] : otherwise;
}
