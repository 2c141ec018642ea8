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

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(15)]
    public void Fit_OneStepUp_IsNoGrowth(int at)
    {
        Random random = new(7);
        TheilSenSlope slope = TheilSenSlope.Fit([.. Enumerable.Range(0, 20).Select(x => (x < at ? 0 : 1_000_000) + (random.NextDouble() * 1000))]);

        Assert.True(slope.Low < 0 && slope.PerCycle < 1000, slope.ToString());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(15)]
    public void Fit_LineWithOneStepDown_StillGrows(int at)
    {
        TheilSenSlope slope = TheilSenSlope.Fit([.. Enumerable.Range(0, 20).Select(x => (x < at ? 0 : -5_000_000.0) + (100_000 * x))]);

        Assert.True(slope.Low > 0, slope.ToString());
        Assert.InRange(slope.PerCycle, 95_000, 105_000);
    }

    [Fact]
    public void Fit_GrowthInOneCycleOfThree_IsFound()
    {
        TheilSenSlope slope = TheilSenSlope.Fit([.. Enumerable.Range(0, 24).Select(x => 300_000.0 * (x / 3))]);

        Assert.True(slope.Low > 0, slope.ToString());
        Assert.InRange(slope.PerCycle, 70_000, 130_000);
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
