namespace LocalRag.LlamaCpp.Drafting;

/// <summary>What a step of several tokens of one sequence costs on this machine with this model, as a multiple of a step of one.</summary>
/// <remarks>Measured while the engine is idle, the sizes in turns, so that a machine that gets slower or faster meanwhile slows all of them; then corrected by the steps that are run.</remarks>
internal sealed class BatchCosts
{
    /// <summary>The largest step: up to it answers were the same as of single steps.</summary>
    public const int Largest = 16;

    private const int Rounds = 5;
    private const double Correction = 0.05;

    private static readonly int[] s_sizes = [1, 2, 4, 8, 12, Largest];

    private readonly double[] _ratios = new double[Largest + 1];
    private readonly List<double>[] _samples = [.. s_sizes.Select(_ => new List<double>(Rounds))];
    private double _single;

    /// <summary>Makes costs that are known without a measurement.</summary>
    public static BatchCosts Known(Func<int, double> cost)
    {
        BatchCosts costs = new() { IsKnown = true };
        for (int size = 2; size <= Largest; size++)
        {
            costs._ratios[size] = cost(size);
        }

        return costs;
    }

    /// <summary>Gets whether the costs are known.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Gets the size to measure next, while they are not.</summary>
    public int NextSize => s_sizes[NextIndex];

    private int NextIndex
    {
        get
        {
            int shortest = _samples.Min(samples => samples.Count);
            return Array.FindIndex(_samples, samples => samples.Count == shortest);
        }
    }

    /// <summary>Takes a measurement of <see cref="NextSize"/>.</summary>
    public void Add(TimeSpan time)
    {
        _samples[NextIndex].Add(time.TotalMilliseconds);
        if (_samples[^1].Count == Rounds)
        {
            Complete();
        }
    }

    /// <summary>Takes the time of a step that was run anyway.</summary>
    public void Correct(int size, TimeSpan time)
    {
        double milliseconds = time.TotalMilliseconds;
        if (size == 1)
        {
            _single = _single == 0 ? milliseconds : _single + ((milliseconds - _single) * Correction);
        }
        else if (IsKnown && _single > 0)
        {
            _ratios[size] += ((milliseconds / _single) - _ratios[size]) * Correction;
        }
    }

    /// <summary>Returns the cost of a step of so many tokens; a step of one costs 1.</summary>
    public double Of(int size) => size == 1 ? 1 : _ratios[size];

    private void Complete()
    {
        double[] medians = [.. _samples.Select(samples => samples.Order().ElementAt(samples.Count / 2))];
        for (int i = 1; i < s_sizes.Length; i++)
        {
            int from = s_sizes[i - 1];
            int to = s_sizes[i];
            for (int size = from + 1; size <= to; size++)
            {
                double share = (double)(size - from) / (to - from);
                _ratios[size] = (medians[i - 1] + ((medians[i] - medians[i - 1]) * share)) / medians[0];
            }
        }

        _single = medians[0];
        IsKnown = true;
    }
}
