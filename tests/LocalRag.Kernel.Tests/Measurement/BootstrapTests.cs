using LocalRag.Measurement;
using LocalRag.Measurement.Statistics;

namespace LocalRag.Tests.Measurement;

public sealed class BootstrapTests
{
    [Fact]
    public void Interval_ManySamplesOfAKnownMean_HoldsItAboutAsOftenAsItSays()
    {
        Random random = new(5);
        int held = 0;
        for (int sample = 0; sample < 300; sample++)
        {
            double[] values = [.. Enumerable.Range(0, 12).Select(_ => 10 + Noise.Normal(random))];
            Interval interval = Bootstrap.Of(values, span => Location.Mean(span), sample);
            held += interval.Low <= 10 && interval.High >= 10 ? 1 : 0;
        }

        Assert.InRange(held / 300.0, 0.92, 0.98);
    }

    [Fact]
    public void Interval_SameValuesAndSeed_IsTheSame()
    {
        double[] values = [3, 1, 4, 1, 5, 9, 2, 6];

        Assert.Equal(Bootstrap.Of(values, Location.TrimmedMean, 7), Bootstrap.Of(values, Location.TrimmedMean, 7));
    }

    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(5, 2.571)]
    [InlineData(20, 2.086)]
    [InlineData(1000, 1.962)]
    public void Student_DegreesOfFreedom_AreThoseOfTheTables(int degrees, double expected) =>
        Assert.Equal(expected, Student.Quantile975(degrees), 2);

    [Fact]
    public void Summary_MeasurementsWithAGap_LeavesItOutAndCountsOutliers()
    {
        FigureSummary summary = Summary.Of([10, 11, double.NaN, 12, 11, 10, 12, 11, 90], 1);

        Assert.Equal((8, 11.0, 10.0, 90.0, 1), (summary.Count, summary.Median, summary.Minimum, summary.Maximum, summary.Outliers));
        Assert.InRange(summary.P95, 12, 90);
        Assert.InRange(11.0, summary.MedianLow, summary.MedianHigh);
    }

    [Fact]
    public void Summary_FewTimesFarApart_HasNoIntervalBelowZero()
    {
        FigureSummary times = Summary.Of([10, 400, 2000], 1);
        FigureSummary changes = Summary.Of([-10, 400, 2000], 1);

        Assert.Equal((0.0, 0.0), (times.MedianLow, times.MeanLow));
        Assert.InRange(changes.MeanLow, double.NegativeInfinity, -1);
    }

    [Fact]
    public void Quantile_BetweenTwoValues_IsInterpolated() => Assert.Equal(2.5, Quantile.Of([1, 2, 3, 4], 0.5));
}
