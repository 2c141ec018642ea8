using LocalRag.Measurement;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace LocalRag.Cli.Reporting.Charts;

/// <summary>Draws every measurement of a figure: for each value, the share of measurements up to it, one curve for each variant.</summary>
internal static class DistributionChart
{
    private const double Height = 230;
    private const double LeftMargin = 42;

    /// <param name="figures">The same figure of one workload, for each variant.</param>
    /// <param name="colours">The place of each variant's colour.</param>
    public static string Draw(IReadOnlyList<BenchmarkFigure> figures, IReadOnlyDictionary<string, int> colours)
    {
        PlotModel model = ChartSvg.NewModel(LeftMargin);
        LinearAxis values = ChartSvg.NewAxis(AxisPosition.Bottom, figures[0].Unit);
        LinearAxis shares = ChartSvg.NewAxis(AxisPosition.Left);
        shares.LabelFormatter = value => FormattableString.Invariant($"{100 * value:0}%");
        (shares.Minimum, shares.Maximum, shares.MajorStep) = (0, 1, 0.25);
        model.Axes.Add(values);
        model.Axes.Add(shares);
        foreach (BenchmarkFigure figure in figures)
        {
            double[] sorted = [.. figure.Samples.Where(double.IsFinite).Order()];
            OxyColor colour = ChartPalette.Series(colours[figure.Variant]);
            StairStepSeries curve = new() { Color = colour, StrokeThickness = 2, VerticalStrokeThickness = 2 };
            for (int i = 0; i < sorted.Length; i++)
            {
                curve.Points.Add(new DataPoint(sorted[i], (double)i / sorted.Length));
            }

            if (sorted.Length > 0)
            {
                curve.Points.Add(new DataPoint(sorted[^1], 1));
            }

            model.Series.Add(curve);
        }

        string medians = string.Join(", ", figures.Select(figure => $"{figure.Variant} {FigureText.Value(figure.Summary.Median, figure.Unit)} (95% up to {FigureText.Value(figure.Summary.P95, figure.Unit)})"));
        return ChartSvg.Draw(model, Height, $"Distribution of {figures[0].Name} in {figures[0].Workload}. Medians: {medians}.");
    }
}
