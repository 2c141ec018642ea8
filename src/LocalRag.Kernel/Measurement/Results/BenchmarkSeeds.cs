namespace LocalRag.Measurement;

/// <summary>The seeds of a benchmark.</summary>
/// <param name="Order">Shuffles the questions, and the order of the variants for each.</param>
/// <param name="Repeats">Draws the repeated questions and their wordings.</param>
/// <param name="Bootstrap">Resamples for the intervals.</param>
public sealed record BenchmarkSeeds(int Order, int Repeats, int Bootstrap)
{
    /// <summary>Gets the seeds of a run that names none.</summary>
    public static BenchmarkSeeds Default { get; } = new(20, 21, 22);
}
