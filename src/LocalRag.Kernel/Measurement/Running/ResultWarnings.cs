using System.Globalization;

namespace LocalRag.Measurement;

/// <summary>Finds what makes the figures of a run worth less than they look.</summary>
internal static class ResultWarnings
{
    private const double NoisySpread = 0.05;
    private const int FewRounds = 14;

    public static IReadOnlyList<string> Find(
        BenchmarkRequest request, BenchmarkMachine machine, MachineNoise noise, IReadOnlyList<BenchmarkWorkload> workloads, ResultBuilder builder)
    {
        List<string> warnings = [];
        if (machine.LoadAtStart is { } load && load > machine.Processors / 2.0)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"The machine was busy when the run began: its load was {load:0.0} on {machine.Processors} processors."));
        }

        if (noise.Spread > NoisySpread || noise.StolenRounds > 0)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The machine was not quiet: a fixed piece of work took {noise.Median:0.0} ms with a spread of {noise.Spread:0%}, and in {noise.StolenRounds} rounds half as long again. Close other programs and measure again."));
        }

        string[] few = [.. workloads.Where(workload => workload.Rounds < FewRounds && workload.Name != "start").Select(workload => workload.Name)];
        if (few.Length > 0 && request.Variants.Count > 1)
        {
            warnings.Add($"Too few rounds for a verdict on small differences in {string.Join(", ", few)}: use --full, or name fewer workloads with --workload.");
        }

        int outliers = builder.Summarize().Sum(figure => figure.Summary.Outliers);
        if (outliers > 0)
        {
            warnings.Add($"{outliers} measurements lie far outside the others of their figure. They are counted; the comparisons use the middle of the pairs.");
        }

        return warnings;
    }
}
