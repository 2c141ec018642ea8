namespace LocalRag.Measurement.Statistics;

/// <summary>The measurements of one figure by two variants, pair by pair: the same question in the same round.</summary>
internal sealed class PairedSamples
{
    private readonly double[] _baseline;
    private readonly double[] _variant;
    private readonly bool _isShare;
    private readonly double[] _effects;

    /// <param name="baseline">The baseline's measurements.</param>
    /// <param name="variant">The variant's, in the same order; pairs that lack one are left out.</param>
    /// <param name="unit">The unit of both.</param>
    public PairedSamples(IReadOnlyList<double> baseline, IReadOnlyList<double> variant, string unit)
    {
        (double First, double Second)[] pairs = [.. baseline.Zip(variant).Where(pair => double.IsFinite(pair.First) && double.IsFinite(pair.Second))];
        _baseline = [.. pairs.Select(pair => pair.First)];
        _variant = [.. pairs.Select(pair => pair.Second)];
        _isShare = unit == FigureDefinition.Share;
        IsRatio = !_isShare && pairs.Length > 0 && pairs.All(pair => pair is { First: > 0, Second: > 0 });
        double scale = IsRatio || _isShare ? 1 : Math.Max(_baseline.Select(Math.Abs).DefaultIfEmpty().Average(), double.Epsilon);
        _effects = [.. pairs.Select(pair => IsRatio ? Math.Log(pair.Second / pair.First) : (pair.Second - pair.First) / scale)];
    }

    public int Count => _baseline.Length;

    /// <summary>Gets whether the effect is the logarithm of a ratio; otherwise it is a difference, as a share of the baseline's mean or of 1.</summary>
    public bool IsRatio { get; }

    /// <summary>Gets the baseline's typical value.</summary>
    public double BaselineValue => Typical(_baseline);

    /// <summary>Gets the variant's typical value.</summary>
    public double VariantValue => Typical(_variant);

    /// <summary>Gets whether every measurement of the one lies beyond every one of the other.</summary>
    public bool IsSeparated => Count > 0 && (_variant.Min() > _baseline.Max() || _variant.Max() < _baseline.Min());

    /// <summary>Gets whether there is a pair whose two measurements are not the same.</summary>
    public bool Differs => _effects.Any(effect => effect != 0);

    public double Chance => SignFlips.Chance(_effects);

    /// <summary>Returns the typical effect: the logarithm of the ratio, or the difference in shares.</summary>
    public Interval Effect(int seed) => Bootstrap.Of(_effects, Statistic, seed);

    /// <summary>Returns the typical difference in the figure's own unit.</summary>
    public Interval Difference(int seed) => Bootstrap.Of([.. _variant.Zip(_baseline, (second, first) => second - first)], Statistic, seed);

    /// <summary>Returns an effect as a share of the baseline's value: 0.15 is 15% more.</summary>
    public double AsShare(double effect) => IsRatio ? Math.Exp(effect) - 1 : effect;

    private double Typical(double[] values) => _isShare ? Location.Mean(values) : Quantile.Median(values);

    // The middle of zeros and ones says little: there every pair counts.
    private double Statistic(Span<double> values) => _isShare ? Location.Mean(values) : Location.TrimmedMean(values);
}
