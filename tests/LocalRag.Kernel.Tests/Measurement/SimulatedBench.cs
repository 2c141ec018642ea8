using LocalRag.Measurement;
using LocalRag.Measurement.Statistics;

namespace LocalRag.Tests.Measurement;

/// <summary>A bench on a machine that is simulated: questions of very different lengths, a clock that drifts, jitter, and bursts in which something else has the processor.</summary>
internal sealed class SimulatedBench(int seed)
{
    private const int Rounds = 24;
    private const double Jitter = 0.06;
    private const double BurstChance = 0.05;
    private const double BurstCost = 0.5;

    private static readonly string[] s_times = ["first_token_ms", "total_ms", "retrieval_ms", "cpu_ms", "allocated_kb"];
    private static readonly string[] s_workloads = ["ask-cold", "ask-repeat", "follow-up", "search"];

    private readonly Random _random = new(seed);

    /// <summary>Gets or sets how many times the baseline's time the variant takes.</summary>
    public double Slowdown { get; init; } = 1;

    /// <summary>Gets or sets the share of right answers that the variant gets wrong.</summary>
    public double QualityLoss { get; init; }

    /// <summary>Measures baseline, control and variant in turns, and compares.</summary>
    public IReadOnlyList<FigureComparison> Run()
    {
        List<FigurePair> controls = [];
        List<FigurePair> pairs = [];
        foreach (string workload in s_workloads)
        {
            foreach (string figure in s_times)
            {
                double[][] samples = Measure();
                Add(workload, FigureDefinition.Time(figure), samples);
            }

            Add(workload, FigureDefinition.Quality("answer_right"), Answer());
        }

        return Comparer.Compare(pairs, Comparer.MeasureNoise(controls, seed), seed);

        void Add(string workload, FigureDefinition figure, double[][] samples)
        {
            controls.Add(new FigurePair(workload, figure, "none", "none (again)", new PairedSamples(samples[0], samples[1], figure.Unit)));
            pairs.Add(new FigurePair(workload, figure, "none", "variant", new PairedSamples(samples[0], samples[2], figure.Unit)));
        }
    }

    private double[][] Measure()
    {
        double[][] samples = [new double[Rounds], new double[Rounds], new double[Rounds]];
        RoundOrder order = new(3, _random.Next());
        double drift = 1;
        double burst = 0;
        for (int round = 0; round < Rounds; round++)
        {
            double question = 400 * Math.Exp(0.6 * Noise.Normal(_random));
            foreach (int variant in order.Next())
            {
                drift *= 1.002;
                burst = _random.NextDouble() < BurstChance ? BurstCost * (1 + _random.NextDouble()) : burst / 3;
                samples[variant][round] = question * drift * (1 + burst) * Math.Exp(Jitter * Noise.Normal(_random)) * (variant == 2 ? Slowdown : 1);
            }
        }

        return samples;
    }

    // Greedy answers: the same host gives the same answer every time.
    private double[][] Answer()
    {
        const int Questions = 50;
        double[] right = [.. Enumerable.Range(0, Questions).Select(_ => _random.NextDouble() < 0.6 ? 1.0 : 0)];
        return [right, right, [.. right.Select(value => value == 1 && _random.NextDouble() < QualityLoss ? 0 : value)]];
    }
}
