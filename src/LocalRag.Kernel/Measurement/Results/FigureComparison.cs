namespace LocalRag.Measurement;

/// <summary>A figure of a variant against the same figure of the baseline, measured in turns.</summary>
public sealed record FigureComparison
{
    /// <summary>Gets the workload's name.</summary>
    public required string Workload { get; init; }

    /// <summary>Gets the figure's name.</summary>
    public required string Figure { get; init; }

    /// <summary>Gets the figure's unit.</summary>
    public required string Unit { get; init; }

    /// <summary>Gets which way the figure gets better.</summary>
    public required FigureDirection Direction { get; init; }

    /// <summary>Gets the baseline's name.</summary>
    public required string Baseline { get; init; }

    /// <summary>Gets the variant's name.</summary>
    public required string Variant { get; init; }

    /// <summary>Gets the number of pairs.</summary>
    public required int Pairs { get; init; }

    /// <summary>Gets the typical value of the baseline: the median, or the mean of shares.</summary>
    public required double BaselineValue { get; init; }

    /// <summary>Gets the typical value of the variant.</summary>
    public required double VariantValue { get; init; }

    /// <summary>Gets the typical paired difference, variant less baseline, in the figure's unit: the mean of the middle three fifths, or of all where the unit is <c>share</c>.</summary>
    public required Interval Difference { get; init; }

    /// <summary>Gets how many times the baseline's value the variant's is, as the geometric mean of the middle three fifths of the pairs; null where a value is 0 or less, and for shares.</summary>
    public required Interval? Ratio { get; init; }

    /// <summary>Gets how likely chance alone gives a difference as large, from 0 to 1, before it is corrected for the number of comparisons.</summary>
    public required double Chance { get; init; }

    /// <summary>Gets the same after the correction for all the comparisons of the run (Holm; quality and the rest apart, twice); a verdict needs it at or below <see cref="VerdictRule.FalseAlarmRate"/>.</summary>
    public required double CorrectedChance { get; init; }

    /// <summary>Gets the width of the noise that the difference had to exceed, as a share of the baseline's value (of 1 for shares).</summary>
    public required double NoiseWidth { get; init; }

    /// <summary>Gets what it shows.</summary>
    public required FigureVerdict Verdict { get; init; }
}
