using LocalRag.Measurement.Leaks;

namespace LocalRag.Tests.Measurement.Leaks;

public sealed class TheilSenSlopeTests
{
    [Fact]
    public void Fit_Line_GivesItsSlopeWithoutWidth()
    {
        TheilSenSlope slope = TheilSenSlope.Fit([.. Enumerable.Range(0, 20).Select(x => 5.0 + (3 * x))]);

        Assert.Equal((3, 3, 3), (Math.Round(slope.PerCycle, 9), Math.Round(slope.Low, 9), Math.Round(slope.High, 9)));
    }

    [Fact]
    public void Fit_LineWithOutliers_IsNotMovedByThem()
    {
        double[] values = [.. Enumerable.Range(0, 20).Select(x => 3.0 * x)];
        values[4] = 10_000;
        values[15] = -10_000;

        Assert.InRange(TheilSenSlope.Fit(values).PerCycle, 2.9, 3.1);
    }

    [Fact]
    public void Fit_NoiseWithoutGrowth_HasZeroInItsInterval()
    {
        Random random = new(7);
        TheilSenSlope slope = TheilSenSlope.Fit([.. Enumerable.Range(0, 30).Select(_ => random.NextDouble() * 1000)]);

        Assert.True(slope.Low < 0 && slope.High > 0, slope.ToString());
    }

    [Fact]
    public void Fit_SameValues_GivesTheSameInterval()
    {
        double[] values = [1, 5, 2, 8, 9, 12, 7, 15];

        Assert.Equal(TheilSenSlope.Fit(values), TheilSenSlope.Fit(values));
    }

    [Fact]
    public void Fit_TwoValues_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => TheilSenSlope.Fit([1, 2]));
}
