namespace LocalRag.Evaluation;

/// <summary>How many of how many, with the 95% interval of Wilson.</summary>
/// <param name="Hits">How many.</param>
/// <param name="Count">Of how many.</param>
public readonly record struct Proportion(int Hits, int Count)
{
    // The 97.5th percentile of the normal distribution.
    private const double Z = 1.959963984540054;

    /// <summary>Gets the proportion, from 0 to 1; 0 of nothing.</summary>
    public double Value => Count == 0 ? 0 : (double)Hits / Count;

    /// <summary>Gets the lower end of the interval.</summary>
    public double Low => Count == 0 ? 0 : Math.Max(0, Centre - Margin);

    /// <summary>Gets the upper end of the interval.</summary>
    public double High => Count == 0 ? 1 : Math.Min(1, Centre + Margin);

    private double Centre => (Value + (Z * Z / (2 * Count))) / (1 + (Z * Z / Count));

    private double Margin =>
        Z / (1 + (Z * Z / Count)) * Math.Sqrt((Value * (1 - Value) / Count) + (Z * Z / (4.0 * Count * Count)));

    /// <summary>Counts how many of the values are true.</summary>
    public static Proportion Of(IEnumerable<bool> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int hits = 0;
        int count = 0;
        foreach (bool value in values)
        {
            hits += value ? 1 : 0;
            count++;
        }

        return new Proportion(hits, count);
    }
}
