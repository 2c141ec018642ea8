using System.Globalization;
using System.Text.Json;
using LocalRag.Cli.Reporting;
using LocalRag.Measurement;

namespace LocalRag.Cli.Output;

/// <summary>Writes what a benchmark has measured as tables.</summary>
internal static class BenchTable
{
    public static void Write(CommandOutput output, BenchmarkResult result)
    {
        WriteHead(output, result);
        WriteFigures(output, result);
        WriteNoise(output, result);
        WriteComparisons(output, result.Comparisons);
        WriteMemory(output, result);
    }

    public static void WriteComparison(CommandOutput output, BenchmarkComparison comparison)
    {
        foreach (string warning in comparison.Warnings)
        {
            output.Warn(warning);
        }

        if (output.Json)
        {
            // Standard output holds the one result; the comparison goes where other remarks go, a line of JSON too.
            Console.Error.WriteLine(JsonSerializer.Serialize(comparison, OutputJson.OneLine.BenchmarkComparison));
            return;
        }

        CommandOutput.WriteLine();
        output.WriteHeading(string.Create(CultureInfo.InvariantCulture, $"Against the run of {comparison.Before:u}"));
        WriteTable(output, comparison.Figures);
    }

    private static void WriteHead(CommandOutput output, BenchmarkResult result)
    {
        BenchmarkMachine machine = result.Machine;
        output.WriteTable(["What", "Value"],
        [
            ["Machine", Text($"{machine.Processor ?? machine.Architecture}, {machine.Processors} processors, {FileSize.Format(machine.MemoryBytes)}, {machine.OperatingSystem}")],
            ["Versions", Text($"localrag {result.Versions.Localrag}, {result.Versions.Runtime}, llama.cpp {result.Versions.Natives ?? "none"}")],
            ["Models", Text($"{result.Versions.ChatModel ?? "none"}, {result.Versions.EmbeddingModel ?? "none"}")],
            ["Corpus", Text($"{result.Corpus.Documents:N0} documents, {result.Corpus.Chunks:N0} chunks, {result.Corpus.Prompts} questions")],
            ["Seeds", Text($"order {result.Seeds.Order}, repeats {result.Seeds.Repeats}, bootstrap {result.Seeds.Bootstrap}")],
            ["Quiet", Text($"{result.MachineNoise.Spread:0.0%} spread of a fixed piece of work; {result.MachineNoise.StolenRounds} of {result.MachineNoise.SpinMilliseconds.Count} rounds disturbed")],
            ["Time", Text($"{result.ElapsedSeconds:0} s ({result.Mode})")],
        ]);
    }

    private static void WriteFigures(CommandOutput output, BenchmarkResult result)
    {
        HashSet<string> controls = [.. result.Variants.Where(variant => variant.ControlOf is not null).Select(variant => variant.Name)];
        foreach (BenchmarkWorkload workload in result.Workloads)
        {
            CommandOutput.WriteLine();
            output.WriteHeading(Text($"{workload.Name}: {workload.Description} {workload.Rounds} rounds, {workload.ElapsedSeconds:0} s."));
            if (workload.Parameters.Count > 0)
            {
                CommandOutput.WriteLine(string.Join(", ", workload.Parameters.Select(parameter => $"{parameter.Key} {parameter.Value}")));
            }

            output.WriteTable(
                ["Figure", "Host", "Median", "95% interval", "p95", "p99", "n"],
                [
                    .. result.Figures.Where(figure => figure.Workload == workload.Name && !controls.Contains(figure.Variant))
                        .OrderBy(figure => IndexOf(result.Figures, figure.Name))
                        .Select(Row),
                ]);
        }
    }

    // Shares are means: the median of zeros and ones says nothing.
    private static IReadOnlyList<string> Row(BenchmarkFigure figure)
    {
        FigureSummary summary = figure.Summary;
        return figure.Unit == "share"
            ? [figure.Name, figure.Variant, Number(summary.Mean), $"{Number(summary.MeanLow)} to {Number(summary.MeanHigh)}", string.Empty, string.Empty, Text($"{summary.Count}")]
            : [figure.Name, figure.Variant, Number(summary.Median), $"{Number(summary.MedianLow)} to {Number(summary.MedianHigh)}", Number(summary.P95), Number(summary.P99), Text($"{summary.Count}")];
    }

    private static int IndexOf(IReadOnlyList<BenchmarkFigure> figures, string name)
    {
        int index = 0;
        while (figures[index].Name != name)
        {
            index++;
        }

        return index;
    }

    private static void WriteNoise(CommandOutput output, BenchmarkResult result)
    {
        CommandOutput.WriteLine();
        output.WriteHeading($"Noise: {result.Variants[0].Name} against itself, in turns. No verdict is given for a difference inside the width.");
        output.WriteTable(
            ["Workload", "Figure", "Difference", "95% interval", "Width", "n"],
            [
                .. result.Noise.Select(noise => (IReadOnlyList<string>)
                [
                    noise.Workload, noise.Figure, Percent(noise.Difference.Value), $"{Percent(noise.Difference.Low)} to {Percent(noise.Difference.High)}",
                    Text($"{noise.Width:0.0%}"), Text($"{noise.Pairs}"),
                ]),
            ]);
    }

    private static void WriteComparisons(CommandOutput output, IReadOnlyList<FigureComparison> comparisons)
    {
        foreach (IGrouping<string, FigureComparison> variant in comparisons.GroupBy(comparison => comparison.Variant))
        {
            CommandOutput.WriteLine();
            output.WriteHeading($"{variant.Key} against {variant.First().Baseline}, in turns");
            WriteTable(output, variant);
        }
    }

    private static void WriteTable(CommandOutput output, IEnumerable<FigureComparison> comparisons) => output.WriteTable(
        ["Workload", "Figure", "Before", "After", "Difference", "95% interval", "Noise", "n", "Verdict"],
        [
            .. comparisons.Select(comparison => (IReadOnlyList<string>)
            [
                comparison.Workload,
                comparison.Figure,
                Number(comparison.BaselineValue),
                Number(comparison.VariantValue),
                comparison.Ratio is { } ratio ? Percent(ratio.Value - 1) : Number(comparison.Difference.Value),
                comparison.Ratio is { } ends ? $"{Percent(ends.Low - 1)} to {Percent(ends.High - 1)}" : $"{Number(comparison.Difference.Low)} to {Number(comparison.Difference.High)}",
                Text($"{comparison.NoiseWidth:0.0%}"),
                Text($"{comparison.Pairs}"),
                FigureText.Verdict(comparison.Verdict),
            ]),
        ]);

    private static void WriteMemory(CommandOutput output, BenchmarkResult result)
    {
        foreach (MemoryProfile memory in result.Memory.Where(memory => !result.Variants.Any(variant => variant.Name == memory.Variant && variant.ControlOf is not null)))
        {
            CommandOutput.WriteLine();
            output.WriteHeading(Text($"Memory of {memory.Variant} ({memory.Measure}, median of {memory.Processes} processes)"));
            output.WriteTable(["Owner", "Size"], [.. memory.Owners.Select(owner => (IReadOnlyList<string>)[owner.Name, FileSize.Format(owner.Bytes)])]);
        }
    }

    private static string Percent(double share) => share.ToString("+0.0%;-0.0%;0.0%", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : Math.Abs(value) >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
