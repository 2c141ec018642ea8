using LocalRag.Measurement;

namespace LocalRag.Cli.Reporting;

/// <summary>A run with what follows from it.</summary>
/// <param name="File">The file that it was read from.</param>
/// <param name="Variant">The variant that is held against the targets; null where there is only the baseline.</param>
/// <param name="Targets">The targets of the project.</param>
/// <param name="Recommendations">What to do.</param>
/// <param name="Result">The run.</param>
internal sealed record BenchmarkReport(
    string File, string? Variant, IReadOnlyList<TargetResult> Targets, IReadOnlyList<Recommendation> Recommendations, BenchmarkResult Result)
{
    /// <summary>Gets the variants without the one that only repeats the baseline.</summary>
    public IReadOnlyList<BenchmarkVariant> Variants => [.. Result.Variants.Where(variant => variant.ControlOf is null)];

    public static BenchmarkReport Create(string file)
    {
        BenchmarkResult result = BenchmarkResultFile.Load(file);

        // The variant with the most plugins is the one that the project stands for.
        string? variant = result.Variants.Skip(1).Where(candidate => candidate.ControlOf is null).MaxBy(candidate => candidate.Plugins.Count)?.Name;
        return new BenchmarkReport(Path.GetFileName(file), variant, TargetCheck.Run(result, variant), Advice.Make(result), result);
    }

    /// <summary>Says in one sentence what came out.</summary>
    public string Headline()
    {
        int measured = Targets.Count(target => target.Status != TargetStatus.NotMeasured);
        if (measured == 0)
        {
            return "The plain host, measured. The targets compare it with plugins, and this run has none.";
        }

        int met = Targets.Count(target => target.Status is TargetStatus.Met or TargetStatus.Likely);
        int worse = Result.Comparisons.Count(comparison => comparison.Verdict == FigureVerdict.Worse && comparison.Unit == "share");
        string quality = worse > 0 ? " Answer quality became worse." : string.Empty;
        return FigureText.Invariant($"{met} of {measured} measured targets met by “{Variant ?? Result.Variants[0].Name}”.{quality}");
    }
}
