using System.Diagnostics.Metrics;

namespace LocalRag.Measurement;

/// <summary>What an instrument has told, for one set of tags.</summary>
/// <param name="Name">The instrument.</param>
/// <param name="Kind">One of <c>counter</c>, <c>histogram</c> and <c>gauge</c>.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Tags">The tags, as <c>key=value</c> with spaces between.</param>
/// <param name="Count">How often it told.</param>
/// <param name="Sum">The sum; of a gauge the last value.</param>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The greatest value.</param>
public sealed record InstrumentReading(
    string Name, string Kind, string? Unit, string Tags, long Count, double Sum, double Minimum, double Maximum)
{
    internal const string Gauge = "gauge";

    /// <summary>Gets the mean of the values.</summary>
    public double Mean => Count == 0 ? 0 : Kind == Gauge ? Sum : Sum / Count;

    internal static InstrumentReading Of(Instrument instrument, string tags, double value) => new(
        instrument.Name, KindOf(instrument), instrument.Unit, tags, 1, value, value, value);

    internal InstrumentReading With(double value, bool isGauge) => this with
    {
        Count = Count + 1,
        Sum = isGauge ? value : Sum + value,
        Minimum = Math.Min(Minimum, value),
        Maximum = Math.Max(Maximum, value),
    };

    private static string KindOf(Instrument instrument) => instrument.IsObservable ? Gauge
        : instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
        : "counter";
}
