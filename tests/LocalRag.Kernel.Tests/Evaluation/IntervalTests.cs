using LocalRag.Evaluation;

namespace LocalRag.Tests.Evaluation;

public class IntervalTests
{
    [Theory]
    [InlineData(30, 100, 0.3, 0.218949, 0.395849)]
    [InlineData(0, 10, 0, 0, 0.277533)]
    [InlineData(10, 10, 1, 0.722467, 1)]
    public void Proportion_HasTheIntervalOfWilson(int hits, int count, double value, double low, double high)
    {
        Proportion proportion = new(hits, count);

        Assert.Equal((value, low, high), (Math.Round(proportion.Value, 6), Math.Round(proportion.Low, 6), Math.Round(proportion.High, 6)));
    }

    [Fact]
    public void Proportion_OfNothing_SaysNothing()
    {
        Proportion proportion = Proportion.Of([]);

        Assert.Equal((0, 0, 1), (proportion.Value, proportion.Low, proportion.High));
    }

    [Fact]
    public void Average_HasAnIntervalAroundItsMeanThatIsAlwaysTheSame()
    {
        double[] values = [.. Enumerable.Range(0, 400).Select(number => number % 2 == 0 ? 0.0 : 1.0)];

        Average average = Average.Of(values);

        // The normal approximation is 0.5 plus or minus 1.96 * 0.5 / sqrt(400) = 0.049.
        Assert.Equal(0.5, average.Value, 12);
        Assert.InRange(average.Low, 0.435, 0.465);
        Assert.InRange(average.High, 0.535, 0.565);
        Assert.Equal(average, Average.Of(values));
    }

    [Fact]
    public void Average_OfEqualValues_HasNoWidth()
    {
        Assert.Equal(new Average(2, 2, 2, 3), Average.Of([2, 2, 2]));
    }
}
