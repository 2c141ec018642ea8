using LocalRag.Measurement;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace LocalRag.Cli.Reporting.Charts;

/// <summary>Draws who holds the memory in the course of a process, one layer for each owner.</summary>
internal static class MemoryChart
{
    private const double Height = 240;
    private const double LeftMargin = 56;
    private const double BytesPerMegabyte = 1e6;

    /// <param name="profile">The variant's memory.</param>
    /// <param name="owners">The owners in the order of their colours, the lowest layer first.</param>
    /// <param name="mostBytes">The top of the scale, the same for all variants.</param>
    public static string Draw(MemoryProfile profile, IReadOnlyList<string> owners, double mostBytes)
    {
        PlotModel model = ChartSvg.NewModel(LeftMargin);
        model.Axes.Add(ChartSvg.NewAxis(AxisPosition.Bottom, "seconds since the process began"));
        LinearAxis megabytes = ChartSvg.NewAxis(AxisPosition.Left, "MB");
        (megabytes.Minimum, megabytes.Maximum) = (0, mostBytes / BytesPerMegabyte * 1.05);
        model.Axes.Add(megabytes);
        double[] below = new double[profile.Timeline.Count];
        for (int place = 0; place < owners.Count; place++)
        {
            OxyColor colour = ChartPalette.Series(place);
            AreaSeries layer = new() { Color = colour, Fill = OxyColor.FromAColor(190, colour), StrokeThickness = 1 };
            for (int i = 0; i < profile.Timeline.Count; i++)
            {
                MemoryPoint point = profile.Timeline[i];
                double held = point.Owners.Where(owner => owner.Name == owners[place]).Sum(owner => owner.Bytes) / BytesPerMegabyte;
                layer.Points2.Add(new DataPoint(point.Seconds, below[i]));
                below[i] += held;
                layer.Points.Add(new DataPoint(point.Seconds, below[i]));
            }

            model.Series.Add(layer);
        }

        string stages = string.Join(", ", profile.Timeline.Select(point => $"{point.Stage} {FigureText.Megabytes(point.Bytes)}"));
        return ChartSvg.Draw(model, Height, $"Memory of {profile.Variant} by owner over time ({profile.Measure}): {stages}.");
    }
}
