using LocalRag.Measurement;
using LocalRag.Measurement.Statistics;

namespace LocalRag.Tests.Measurement;

public sealed class VerdictTests
{
    private const int Runs = 20;

    [Fact]
    public void Verdicts_SameHostTwentyTimes_ShowNothingInNineteen() =>
        Assert.InRange(CountRuns(seed => new SimulatedBench(seed), comparisons => comparisons.All(IsQuiet)), 19, Runs);

    [Fact]
    public void Verdicts_FifteenPercentSlowerTwentyTimes_AreFoundInNineteen() =>
        Assert.InRange(
            CountRuns(
                seed => new SimulatedBench(seed) { Slowdown = 1.15 },
                comparisons => comparisons.Any(comparison => comparison is { Figure: "total_ms", Verdict: FigureVerdict.Worse })),
            19,
            Runs);

    [Fact]
    public void Verdicts_HalfOfTheRightAnswersLostTwentyTimes_AreFoundInNineteen() =>
        Assert.InRange(
            CountRuns(
                seed => new SimulatedBench(seed) { QualityLoss = 0.5 },
                comparisons => comparisons.Any(comparison => comparison is { Figure: "answer_right", Verdict: FigureVerdict.Worse })),
            19,
            Runs);

    [Fact]
    public void Verdict_OnePercentSlowerWithoutAnyNoise_IsTooLittleToBeShown()
    {
        FigureComparison comparison = Compare(FigureDefinition.Time("total_ms"), [.. Enumerable.Repeat(100.0, 20)], [.. Enumerable.Repeat(101.0, 20)]);

        Assert.Equal(FigureVerdict.NoDifferenceShown, comparison.Verdict);
        Assert.Equal(1.01, comparison.Ratio!.Value, 6);
    }

    [Fact]
    public void Verdict_InsideTheNoise_IsNotGiven()
    {
        FigurePair pair = Pair(FigureDefinition.Time("total_ms"), [.. Enumerable.Repeat(100.0, 20)], [.. Enumerable.Repeat(110.0, 20)]);
        NoiseWidth noise = new("w", "total_ms", 20, new Interval(0, -0.12, 0.12), 0.12);

        Assert.Equal(FigureVerdict.NoDifferenceShown, Comparer.Compare([pair], [noise], 1)[0].Verdict);
        Assert.Equal(FigureVerdict.Worse, Comparer.Compare([pair], [noise with { Width = 0.08 }], 1)[0].Verdict);
    }

    [Fact]
    public void Verdict_HigherSpeed_IsBetterAndHigherTimeIsWorse()
    {
        double[] before = [.. Enumerable.Range(100, 20).Select(value => (double)value)];
        double[] after = [.. before.Select(value => value * 1.5)];

        Assert.Equal(FigureVerdict.Better, Compare(FigureDefinition.Speed("s", "token/s"), before, after).Verdict);
        Assert.Equal(FigureVerdict.Worse, Compare(FigureDefinition.Time("t"), before, after).Verdict);
    }

    [Fact]
    public void Verdict_FivePairs_AreTooFew() =>
        Assert.Equal(FigureVerdict.TooFewMeasurements, Compare(FigureDefinition.Time("t"), [1, 1, 1, 1, 1], [2, 2, 2, 2, 2]).Verdict);

    [Fact]
    public void Verdict_MemoryOfThreeProcessesEach_IsGivenOnlyWhereTheyDoNotOverlap()
    {
        FigureDefinition memory = FigureDefinition.Memory("memory_steady_mb");

        Assert.Equal(FigureVerdict.Better, Compare(memory, [200, 203, 201], [150, 152, 149]).Verdict);
        Assert.Equal(FigureVerdict.NoDifferenceShown, Compare(memory, [200, 203, 201], [150, 202, 149]).Verdict);
    }

    [Fact]
    public void Verdict_BesideFiguresThatAreTheSameInEveryPair_HasTheChanceThatItHasAlone()
    {
        FigurePair lost = Pair(FigureDefinition.Quality("answer_right"), [.. Enumerable.Repeat(1.0, 20)], [.. Enumerable.Repeat(1.0, 11), .. Enumerable.Repeat(0.0, 9)]);
        FigurePair[] same = [.. Enumerable.Range(0, 5).Select(number => Pair(FigureDefinition.Quality($"hit_at_{number}"), [.. Enumerable.Repeat(1.0, 20)], [.. Enumerable.Repeat(1.0, 20)]))];

        FigureComparison alone = Comparer.Compare([lost], [], 1)[0];
        IReadOnlyList<FigureComparison> together = Comparer.Compare([lost, .. same], [], 1);

        Assert.Equal(2 * alone.Chance, alone.CorrectedChance, 12);
        Assert.Equal(alone.CorrectedChance, together[0].CorrectedChance, 12);
        Assert.All(together.Skip(1), comparison => Assert.Equal(1, comparison.CorrectedChance));
    }

    [Fact]
    public void Pairs_WithAMissingMeasurement_AreLeftOut()
    {
        PairedSamples samples = new([1, double.NaN, 3, 4], [2, 2, double.NaN, 8], "ms");

        Assert.Equal(2, samples.Count);
        Assert.Equal(2, Math.Exp(samples.Effect(1).Value), 9);
    }

    private static bool IsQuiet(FigureComparison comparison) => comparison.Verdict == FigureVerdict.NoDifferenceShown;

    private static int CountRuns(Func<int, SimulatedBench> make, Func<IReadOnlyList<FigureComparison>, bool> holds) =>
        Enumerable.Range(1, Runs).AsParallel().Count(seed => holds(make(seed).Run()));

    private static FigureComparison Compare(FigureDefinition figure, double[] before, double[] after)
    {
        FigurePair pair = Pair(figure, before, after);
        return Comparer.Compare([pair], [new NoiseWidth("w", figure.Name, before.Length, new Interval(0, 0, 0), 0)], 1)[0];
    }

    private static FigurePair Pair(FigureDefinition figure, double[] before, double[] after) =>
        new("w", figure, "none", "variant", new PairedSamples(before, after, figure.Unit));
}
