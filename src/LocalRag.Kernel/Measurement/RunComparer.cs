using System.Globalization;
using LocalRag.Measurement.Statistics;

namespace LocalRag.Measurement;

/// <summary>Compares a run with an earlier one, to find what has become worse.</summary>
/// <remarks>
/// Two runs do not share the machine's state as variants in turns do, so a difference must exceed the wider of the two runs' noise, and on top of it what the
/// machine itself has changed in speed, by the fixed piece of arithmetic that both have timed.
/// </remarks>
public static class RunComparer
{
    /// <summary>The smallest difference between two runs that counts, as a share.</summary>
    public const double SmallestRatio = 0.05;

    /// <summary>Compares.</summary>
    /// <param name="before">The earlier run.</param>
    /// <param name="after">This run.</param>
    public static BenchmarkComparison Compare(BenchmarkResult before, BenchmarkResult after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        double drift = Drift(before, after);
        HashSet<string> controls = [.. after.Variants.Where(variant => variant.ControlOf is not null).Select(variant => variant.Name)];
        FigurePair[] pairs =
        [
            .. from figure in after.Figures
               where figure.Direction != FigureDirection.Neither && !controls.Contains(figure.Variant)
               let earlier = before.Figures.FirstOrDefault(candidate =>
                   candidate.Workload == figure.Workload && candidate.Variant == figure.Variant && candidate.Name == figure.Name)
               where earlier is not null
               let samples = new PairedSamples(earlier.Samples, figure.Samples, figure.Unit)
               where samples.Count > 0
               select new FigurePair(figure.Workload, Definition(figure), "before", figure.Variant, samples),
        ];
        NoiseWidth[] noise = [.. pairs
            .Select(pair => (pair.Workload, Figure: pair.Definition))
            .Distinct()
            .Select(figure => Widest(figure.Workload, figure.Figure, drift, [.. before.Noise, .. after.Noise]))
            .OfType<NoiseWidth>()];
        return new BenchmarkComparison(before.StartedAt, after.StartedAt, Comparer.Compare(pairs, noise, after.Seeds.Bootstrap), FindWarnings(before, after, drift));
    }

    private static FigureDefinition Definition(BenchmarkFigure figure) => figure.Unit == FigureDefinition.Memory(figure.Name).Unit
        ? FigureDefinition.Memory(figure.Name)
        : new FigureDefinition(figure.Name, figure.Unit, figure.Direction);

    private static NoiseWidth? Widest(string workload, FigureDefinition figure, double drift, NoiseWidth[] noise)
    {
        NoiseWidth? widest = noise.Where(width => width.Workload == workload && width.Figure == figure.Name).MaxBy(width => width.Width);
        bool isTime = figure.Unit != FigureDefinition.Share && !figure.IsMemory;
        return widest is null ? null : widest with { Width = Math.Max(SmallestRatio, widest.Width + (isTime ? drift : 0)) };
    }

    private static double Drift(BenchmarkResult before, BenchmarkResult after) =>
        before.MachineNoise.Median > 0 && after.MachineNoise.Median > 0
            ? Math.Exp(Math.Abs(Math.Log(after.MachineNoise.Median / before.MachineNoise.Median))) - 1
            : 0;

    private static List<string> FindWarnings(BenchmarkResult before, BenchmarkResult after, double drift)
    {
        List<string> warnings = [];
        void Check(string what, object? first, object? second)
        {
            if (!Equals(first, second))
            {
                warnings.Add($"The runs differ in {what}: {first ?? "none"} before, {second ?? "none"} now.");
            }
        }

        Check("the processor", before.Machine.Processor, after.Machine.Processor);
        Check("the number of processors", before.Machine.Processors, after.Machine.Processors);
        Check("the chat model", before.Versions.ChatModelSha256, after.Versions.ChatModelSha256);
        Check("the embedding model", before.Versions.EmbeddingModel, after.Versions.EmbeddingModel);
        Check("the number of chunks", before.Corpus.Chunks, after.Corpus.Chunks);
        Check("the seeds", before.Seeds, after.Seeds);
        if (drift > SmallestRatio)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The machine itself is {drift:0%} faster or slower than it was; differences within that are not taken for the program's."));
        }

        if (!after.Figures.Select(figure => (figure.Workload, figure.Name)).Intersect(before.Figures.Select(figure => (figure.Workload, figure.Name))).Any())
        {
            warnings.Add("The runs have no figure in common.");
        }

        return warnings;
    }
}
