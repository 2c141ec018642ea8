namespace LocalRag.Measurement;

/// <summary>A run against an earlier one.</summary>
/// <param name="Before">When the earlier run began.</param>
/// <param name="After">When this one began.</param>
/// <param name="Figures">Each figure that both have; the earlier run is the baseline.</param>
/// <param name="Warnings">What makes the comparison worth less than it looks, as sentences.</param>
public sealed record BenchmarkComparison(
    DateTimeOffset Before, DateTimeOffset After, IReadOnlyList<FigureComparison> Figures, IReadOnlyList<string> Warnings)
{
    /// <summary>Gets whether any figure is worse beyond the noise.</summary>
    public bool HasRegressed => Figures.Any(figure => figure.Verdict == FigureVerdict.Worse);
}
