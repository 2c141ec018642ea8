using System.Globalization;
using LocalRag.Measurement;

namespace LocalRag.Cli.Reporting;

/// <summary>Writes figures for readers: as many digits as mean something, and changes with a sign.</summary>
internal static class FigureText
{
    public static string Value(double value, string unit) => unit switch
    {
        "share" => Invariant($"{value:0.0%}"),
        _ when !double.IsFinite(value) => "-",
        _ when Math.Abs(value) >= 100 => Invariant($"{value:N0} {unit}"),
        _ when Math.Abs(value) >= 10 => Invariant($"{value:0.0} {unit}"),
        _ => Invariant($"{value:0.00} {unit}"),
    };

    /// <summary>Returns a comparison's difference with its interval: in percent, or in percentage points for shares.</summary>
    public static string Change(FigureComparison comparison) => comparison.Ratio is { } ratio
        ? Invariant($"{Signed(ratio.Value - 1)} ({Signed(ratio.Low - 1)} to {Signed(ratio.High - 1)})")
        : comparison.Unit == "share"
            ? Invariant($"{100 * comparison.Difference.Value:+0.0;-0.0;0.0} points ({100 * comparison.Difference.Low:+0.0;-0.0;0.0} to {100 * comparison.Difference.High:+0.0;-0.0;0.0})")
            : Invariant($"{comparison.Difference.Value:+0.##;-0.##;0} {comparison.Unit}");

    /// <summary>Returns a change as a signed percentage, such as <c>-31%</c>.</summary>
    public static string Signed(double change) => Math.Abs(change) < 0.1 ? Invariant($"{100 * change:+0.0;\u22120.0;0}%") : Invariant($"{100 * change:+0;\u22120;0}%");

    /// <summary>Returns a target's measurement with its interval.</summary>
    public static string Measured(TargetResult target) => target.Measured is not { } measured ? "not measured"
        : target.IsChange ? Signed(measured.Value) : Invariant($"{measured.Value:0%}");

    public static string Interval(TargetResult target) => target.Measured is not { } measured ? string.Empty
        : target.IsChange ? $"{Signed(measured.Low)} to {Signed(measured.High)}" : Invariant($"{measured.Low:0%} to {measured.High:0%}");

    public static string Verdict(FigureVerdict verdict) => verdict switch
    {
        FigureVerdict.Better => "better",
        FigureVerdict.Worse => "worse",
        FigureVerdict.TooFewMeasurements => "too few measurements",
        _ => "no difference shown",
    };

    public static string Status(TargetStatus status) => status switch
    {
        TargetStatus.Met => "met",
        TargetStatus.Likely => "met, but its interval reaches below",
        TargetStatus.Missed => "not met",
        _ => "not measured",
    };

    public static string Megabytes(double bytes) => Invariant($"{bytes / 1e6:N0} MB");

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
