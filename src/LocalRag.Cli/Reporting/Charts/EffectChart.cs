using LocalRag.Measurement;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace LocalRag.Cli.Reporting.Charts;

/// <summary>Draws what a variant changes, figure by figure, each with its interval, to the right where it is better.</summary>
internal static class EffectChart
{
    private const double RowHeight = 32;
    private const double Margins = 58;
    private const double LeftMargin = 8;
    private const double LabelSize = 11.5;
    private const double BarOffset = 0.22;

    /// <summary>What is further out is drawn at the edge: one huge change would flatten all others.</summary>
    private const double MostPercent = 150;

    public static string Draw(string variant, IReadOnlyList<FigureComparison> comparisons)
    {
        PlotModel model = ChartSvg.NewModel(LeftMargin);
        LinearAxis rows = new() { Position = AxisPosition.Left, StartPosition = 1, EndPosition = 0, IsAxisVisible = false };
        LinearAxis changes = ChartSvg.NewAxis(AxisPosition.Bottom, "% better  \u2192");
        changes.LabelFormatter = value => FormattableString.Invariant($"{value:0}");
        model.Axes.Add(rows);
        model.Axes.Add(changes);
        model.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Vertical, X = 0, Color = ChartPalette.Neutral, LineStyle = LineStyle.Solid, StrokeThickness = 1.2 });
        double furthest = 5;
        for (int row = 0; row < comparisons.Count; row++)
        {
            FigureComparison comparison = comparisons[row];
            (double value, double low, double high) = Better(comparison);
            furthest = Math.Max(furthest, Math.Max(Math.Abs(low), Math.Abs(high)));
            OxyColor colour = comparison.Verdict switch
            {
                FigureVerdict.Better => ChartPalette.Good,
                FigureVerdict.Worse => ChartPalette.Bad,
                _ => ChartPalette.Neutral,
            };
            LineSeries interval = new() { Color = colour, StrokeThickness = 2.5 };
            interval.Points.Add(new DataPoint(Clamp(low), row + BarOffset));
            interval.Points.Add(new DataPoint(Clamp(high), row + BarOffset));
            ScatterSeries point = new() { MarkerType = MarkerType.Circle, MarkerSize = 4, MarkerFill = colour };
            point.Points.Add(new ScatterPoint(Clamp(value), row + BarOffset));
            model.Series.Add(interval);
            model.Series.Add(point);
        }

        double edge = Math.Min(MostPercent, furthest) * 1.08;
        for (int row = 0; row < comparisons.Count; row++)
        {
            // Above its bar, from the left edge: beside it, long names would take half of a phone's width.
            model.Annotations.Add(new TextAnnotation
            {
                Text = $"{comparisons[row].Figure} · {comparisons[row].Workload}",
                TextPosition = new DataPoint(-edge, row - 0.2),
                TextHorizontalAlignment = HorizontalAlignment.Left,
                TextVerticalAlignment = VerticalAlignment.Middle,
                StrokeThickness = 0,
                FontSize = LabelSize,
                TextColor = ChartPalette.Text,
            });
        }

        (changes.Minimum, changes.Maximum) = (-edge, edge);
        (rows.Minimum, rows.Maximum) = (-0.6, comparisons.Count - 0.4);
        int better = comparisons.Count(comparison => comparison.Verdict == FigureVerdict.Better);
        int worse = comparisons.Count(comparison => comparison.Verdict == FigureVerdict.Worse);
        return ChartSvg.Draw(
            model, Margins + (RowHeight * comparisons.Count), FormattableString.Invariant(
                $"What {variant} changes: {better} figures better, {worse} worse, {comparisons.Count - better - worse} without a shown difference. The table below has the numbers."));
    }

    private static (double Value, double Low, double High) Better(FigureComparison comparison)
    {
        double sign = comparison.Direction == FigureDirection.LowerIsBetter ? -1 : 1;
        Interval change = comparison.Ratio is { } ratio ? new Interval(ratio.Value - 1, ratio.Low - 1, ratio.High - 1) : comparison.Difference;
        double low = 100 * sign * change.Low;
        double high = 100 * sign * change.High;
        return (100 * sign * change.Value, Math.Min(low, high), Math.Max(low, high));
    }

    private static double Clamp(double percent) => Math.Clamp(percent, -MostPercent, MostPercent);
}
