namespace LocalRag.Measurement;

/// <summary>What the measurements of a figure come to.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Median">The median, which is also the 50th percentile.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
/// <param name="Minimum">The least.</param>
/// <param name="Maximum">The greatest.</param>
/// <param name="MedianLow">The lower end of the median's 95% interval.</param>
/// <param name="MedianHigh">The upper end of the median's 95% interval.</param>
/// <param name="MeanLow">The lower end of the mean's 95% interval.</param>
/// <param name="MeanHigh">The upper end of the mean's 95% interval.</param>
/// <param name="Outliers">How many lie more than three interquartile ranges outside the quartiles; they are counted, never left out.</param>
public sealed record FigureSummary(
    int Count,
    double Mean,
    double Median,
    double P95,
    double P99,
    double Minimum,
    double Maximum,
    double MedianLow,
    double MedianHigh,
    double MeanLow,
    double MeanHigh,
    int Outliers);
