using System.Globalization;
using LocalRag.Cli.Hosting.Limits;
using LocalRag.Measurement.Stress;

namespace LocalRag.Cli.Output;

/// <summary>Writes what a stress run did, what was checked, and the verdict.</summary>
internal static class StressTable
{
    /// <summary>Violations after the first are mostly its consequences.</summary>
    private const int MostViolations = 10;

    private static readonly Dictionary<StressInvariant, string> s_names = new()
    {
        [StressInvariant.EndsOnce] = "every request ends exactly once",
        [StressInvariant.DoesNotFail] = "no request fails",
        [StressInvariant.IsNotMixed] = "no answer is mixed with another",
        [StressInvariant.IsFresh] = "answers rest on what stood in the index",
        [StressInvariant.IndexIsSound] = "the index is sound and complete",
        [StressInvariant.SettingsApply] = "changed settings are in force",
        [StressInvariant.QueueIsBounded] = "the queue is bounded",
        [StressInvariant.KeepsBudget] = "memory keeps within its budget",
        [StressInvariant.Drains] = "at rest nothing runs",
        [StressInvariant.LeavesNothing] = "nothing is left behind",
    };

    public static void Write(CommandOutput output, StressReport report, (long Bytes, MemoryLimitKind Kind)? limit)
    {
        CommandOutput.WriteLine(Invariant($"{report.Operations.Sum(Total):N0} operations by {report.Callers} callers in {report.Seconds:0} s, {report.Pauses} pauses, seed {report.Seed}"));
        CommandOutput.WriteLine();
        output.WriteTable(
            ["Operation", "Done", "No answer", "Given up", "Broken", "Median ms", "p95 ms"],
            [.. report.Operations.Select(count => new[]
            {
                Words(count.Operation),
                Number(count.Done),
                Number(count.Abstained),
                Number(count.Cancelled),
                Number(count.Broken),
                Invariant($"{count.MedianMilliseconds:0}"),
                Invariant($"{count.P95Milliseconds:0}"),
            })]);
        CommandOutput.WriteLine();
        output.WriteTable(
            ["Must hold", "Checked", "Broken"],
            [.. report.Invariants.Select(count => new[]
            {
                s_names[count.Invariant],
                count.Checks == 0 ? "nothing to check" : Number(count.Checks),
                Number(count.Violations),
            })]);
        CommandOutput.WriteLine();
        StressMemory memory = report.Memory;
        CommandOutput.WriteLine(Invariant(
            $"Own memory: {Mib(memory.Start)} at the start, {Mib(memory.Warm)} warm, {Mib(memory.Peak)} at most, {Mib(memory.End)} at the end; budget {Mib(memory.Budget)} MiB ({memory.BudgetSource})"));
        if (limit is { } known)
        {
            CommandOutput.WriteLine(Invariant($"Limit: {Mib(known.Bytes)} MiB, kept by {Words(known.Kind)}"));
        }

        CommandOutput.WriteLine(Invariant($"Open files: {memory.OpenFilesWarm} warm, {memory.OpenFilesEnd} at the end"));
        CommandOutput.WriteLine();
        WriteVerdict(output, report);
    }

    private static void WriteVerdict(CommandOutput output, StressReport report)
    {
        if (report.Passed)
        {
            output.WriteHeading("Passed: everything that must hold held.");
            return;
        }

        foreach (StressViolation violation in report.Violations.Take(MostViolations))
        {
            output.WriteHeading(Invariant($"Failed after {violation.Milliseconds / 1000:0.0} s: {s_names[violation.Invariant]}"));
            CommandOutput.WriteLine($"  {violation.Detail}");
        }

        CommandOutput.WriteLine();
        CommandOutput.WriteLine("The last events before the first failure:");
        foreach (StressEvent happened in report.LastEvents)
        {
            output.WriteDimmed(Invariant($"  {happened.Milliseconds / 1000,8:0.000} s  {(happened.Caller < 0 ? "run     " : $"caller {happened.Caller}")}  {happened.Text}"));
        }

        CommandOutput.WriteLine(Invariant($"Again with: localrag stress --seed {report.Seed} --callers {report.Callers}"));
    }

    private static long Total(StressOperationCount count) => count.Done + count.Abstained + count.Cancelled + count.Broken;

    private static string Words<TEnum>(TEnum value)
        where TEnum : struct, Enum => string.Concat(value.ToString().Select((letter, index) => char.IsUpper(letter) ? (index == 0 ? "" : " ") + char.ToLowerInvariant(letter) : letter.ToString()));

    private static string Mib(long bytes) => Invariant($"{bytes / (double)(1 << 20):N0}");

    private static string Number(long value) => Invariant($"{value:N0}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
