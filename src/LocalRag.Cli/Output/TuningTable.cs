using System.Globalization;
using LocalRag.Tuning;

namespace LocalRag.Cli.Output;

/// <summary>Writes what was tuned: as tables, or as JSON.</summary>
internal static class TuningTable
{
    public static void WriteReport(CommandOutput output, TuningReport report)
    {
        if (output.Json)
        {
            CommandOutput.WriteJson(report, OutputJson.Indented.TuningReport);
            return;
        }

        output.WriteHeading(report.Summary);
        CommandOutput.WriteLine($"Before: {Describe(report.Before)}.");
        WriteBottlenecks(report.Bottlenecks);
        WriteKept(output, report.Kept);
        TriedChange[] others = [.. report.Tried.Where(tried => tried.Outcome != TrialOutcome.Kept)];
        if (others.Length > 0)
        {
            CommandOutput.WriteLine();
            output.WriteHeading("Not kept");
            output.WriteTable(
                ["Change", "Outcome", "Why"],
                [.. others.Select(tried => (IReadOnlyList<string>)[tried.Change, tried.Outcome == TrialOutcome.Harmful ? "harmful" : "not better", tried.Reason])]);
        }

        if (report.Kept.Count > 0)
        {
            CommandOutput.WriteLine($"The profile is {report.Profile}; 'localrag tune --revert' takes it out of force.");
        }
    }

    public static void WriteProfile(CommandOutput output, TuningProfile profile, bool isExplained)
    {
        if (output.Json)
        {
            CommandOutput.WriteJson(profile, OutputJson.Indented.TuningProfile);
            return;
        }

        output.WriteTable(
            ["What", "Value"],
            [
                ["In force", profile.Applied ? "yes" : "no"],
                ["Machine", profile.Subject.Machine],
                ["Models", profile.Subject.Models],
                ["Goal", profile.Goal?.ToString().ToLowerInvariant() ?? "none yet"],
                ["Measured with", profile.Corpus ?? "nothing yet"],
                ["Verified", profile.VerifiedAt?.ToString("u", CultureInfo.InvariantCulture) ?? "never"],
            ]);
        CommandOutput.WriteLine();
        output.WriteTable(["Setting", "Value"], [.. profile.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => (IReadOnlyList<string>)[setting.Key, setting.Value])]);
        if (isExplained)
        {
            Explain(output, profile);
        }
    }

    private static void Explain(CommandOutput output, TuningProfile profile)
    {
        WriteBottlenecks(profile.Bottlenecks);
        WriteKept(output, profile.Changes);
        if (profile.Harmful.Count > 0)
        {
            CommandOutput.WriteLine();
            output.WriteHeading("Found to do harm, and not tried again");
            output.WriteTable(
                ["Change", "For", "Why"],
                [.. profile.Harmful.Select(harmful => (IReadOnlyList<string>)[harmful.Change, harmful.Goal?.ToString().ToLowerInvariant() ?? "every goal", harmful.Reason])]);
        }
    }

    private static void WriteBottlenecks(IReadOnlyList<Bottleneck> bottlenecks)
    {
        foreach (Bottleneck bottleneck in bottlenecks)
        {
            CommandOutput.WriteLine(bottleneck.Explanation);
        }
    }

    private static void WriteKept(CommandOutput output, IReadOnlyList<KeptChange> kept)
    {
        if (kept.Count > 0)
        {
            CommandOutput.WriteLine();
            output.WriteHeading("Kept, because");
            foreach (KeptChange change in kept)
            {
                CommandOutput.WriteLine($"- {change.Explanation}");
            }
        }
    }

    private static string Describe(HostFigures figures)
    {
        string[] parts =
        [
            .. Part("memory {0:0%} of the budget", figures.MemoryUsage),
            .. Part("{0:0.0} tokens a second", figures.TokenThroughput),
            .. Part("a search {0:0.0} ms", figures.RetrievalLatency),
            .. Part("first token {0:0} ms", figures.FirstTokenLatency),
            .. Part("cache hits {0:0%}", figures.CacheHitRate),
        ];
        return string.Join(", ", parts);
    }

    private static IEnumerable<string> Part(string format, double? value)
    {
        if (value is { } known)
        {
            yield return string.Format(CultureInfo.InvariantCulture, format, known);
        }
    }
}
