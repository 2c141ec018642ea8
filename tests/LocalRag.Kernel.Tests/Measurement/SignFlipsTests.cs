using LocalRag.Measurement.Statistics;

namespace LocalRag.Tests.Measurement;

public sealed class SignFlipsTests
{
    public static TheoryData<double[], double> KnownChances { get; } = new()
    {
        // By hand: of the 2^n sign patterns, those whose smaller sum of weights (100 from the middle one on) is at most the one seen, on both sides.
        { [1, 2, 3, 4, 5, 6], 2 / 64.0 },
        { [-1, 2, 3, 4, 5, 6], 4 / 64.0 },
        { [1, -2, 3], 1 },
        // However far the one disturbed pair lies: 2 of 2^6 patterns have none against them, and 6 one.
        { [5, 5, 5, 5, 5, -500], 14 / 64.0 },
        { [0, 0, 0], 1 },
        // All differences of one size: the exact test of McNemar.
        { [1, 1, 1, 1, 1], 2 / 32.0 },
        { [1, 1, 1, 1, -1, 0, 0], 12 / 32.0 },
        { [1, -1], 1 },
    };

    [Theory]
    [MemberData(nameof(KnownChances))]
    public void Chance_SmallSamples_IsTheExactOne(double[] differences, double expected) =>
        Assert.Equal(expected, SignFlips.Chance(differences), 12);

    [Fact]
    public void Chance_ManyDifferences_GoesOnWhereTheExactCountEnds()
    {
        double[] differences = [.. Enumerable.Range(1, 151).Select(number => number % 3 == 0 ? -number : (double)number)];

        double exact = SignFlips.Chance(differences[..150]);
        double approximate = SignFlips.Chance(differences);

        Assert.InRange(approximate / exact, 0.5, 2);
    }

    [Fact]
    public void Holm_Chances_AreMultipliedByWhatIsLeft()
    {
        double[] corrected = Holm.Correct([0.04, 0.01, 0.03, 0.9]);

        Assert.Equal([0.09, 0.04, 0.09, 0.9], corrected.Select(chance => Math.Round(chance, 12)));
    }
}
