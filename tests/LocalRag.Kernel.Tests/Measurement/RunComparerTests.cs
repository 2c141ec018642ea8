using LocalRag.Measurement;
using LocalRag.Measurement.Statistics;

namespace LocalRag.Tests.Measurement;

public sealed class RunComparerTests
{
    [Fact]
    public void Compare_SameRun_HasNotRegressed() => Assert.False(RunComparer.Compare(Result(1), Result(1)).HasRegressed);

    [Fact]
    public void Compare_SlowerByThirtyPercent_HasRegressedAndFasterHasNot()
    {
        Assert.True(RunComparer.Compare(Result(1), Result(1.3)).HasRegressed);
        Assert.False(RunComparer.Compare(Result(1.3), Result(1)).HasRegressed);
    }

    [Fact]
    public void Compare_MachineItselfThirtyPercentSlower_IsNotTakenForTheProgram()
    {
        BenchmarkComparison comparison = RunComparer.Compare(Result(1), Result(1.3, spin: 13));

        Assert.False(comparison.HasRegressed);
        Assert.Contains(comparison.Warnings, warning => warning.Contains("The machine itself", StringComparison.Ordinal));
    }

    [Fact]
    public void Compare_OtherModel_IsWarnedOf()
    {
        BenchmarkResult after = Result(1);

        BenchmarkComparison comparison = RunComparer.Compare(Result(1), after with { Versions = after.Versions with { ChatModelSha256 = new string('b', 64) } });

        Assert.Contains(comparison.Warnings, warning => warning.Contains("chat model", StringComparison.Ordinal));
    }

    private static BenchmarkResult Result(double factor, double spin = 10)
    {
        double[] samples = [.. Enumerable.Range(0, 20).Select(round => factor * (100 + round))];
        return new BenchmarkResult
        {
            StartedAt = DateTimeOffset.UnixEpoch,
            ElapsedSeconds = 1,
            Mode = "quick",
            Machine = new BenchmarkMachine("linux", "x64", null, 2, 1, null),
            Versions = BenchmarkFolder.Versions,
            Seeds = BenchmarkSeeds.Default,
            Corpus = new BenchmarkCorpus("c", "p", 1, 1, 1),
            Variants = [new BenchmarkVariant("none", null, [], [], [])],
            Workloads = [],
            Figures =
            [
                new BenchmarkFigure
                {
                    Workload = "ask-cold", Variant = "none", Name = "total_ms", Unit = "ms", Direction = FigureDirection.LowerIsBetter,
                    Samples = samples, Summary = Summary.Of(samples, 1),
                },
            ],
            Noise = [new NoiseWidth("ask-cold", "total_ms", 20, new Interval(0, -0.03, 0.03), 0.03)],
            Comparisons = [],
            Memory = [],
            MachineNoise = new MachineNoise([spin], spin, 0, 0),
            Warnings = [],
        };
    }
}
