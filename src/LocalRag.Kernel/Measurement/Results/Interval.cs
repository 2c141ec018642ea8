namespace LocalRag.Measurement;

/// <summary>An estimate with its 95% interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public sealed record Interval(double Value, double Low, double High);
