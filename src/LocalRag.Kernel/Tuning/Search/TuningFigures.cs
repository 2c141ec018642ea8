using LocalRag.Measurement;
using LocalRag.Measurement.Statistics;

namespace LocalRag.Tuning;

/// <summary>The figures of a measurement that decide, by goal: what must get better, what must not get worse, and what may lose a little.</summary>
internal static class TuningFigures
{
    public const string FirstToken = "first_token_ms";
    public const string SearchTime = "search_ms";

    private const string Ask = "ask-cold";
    private const string Repeat = "ask-repeat";
    private const string Search = "search";
    private const string Start = "start";

    private static readonly (string Workload, string Figure)[] s_latency =
        [(Ask, FirstToken), (Repeat, FirstToken), (Search, SearchTime)];

    private static readonly (string Workload, string Figure)[] s_throughput =
        [(Ask, "tokens_per_second"), (Repeat, "tokens_per_second"), (Ask, "total_ms"), (Repeat, "total_ms")];

    private static readonly (string Workload, string Figure)[] s_memory = [(Start, "memory_steady_mb"), (Start, "memory_peak_mb")];

    /// <summary>Returns whether a figure is what the goal is about.</summary>
    public static bool IsOfGoal(TuningGoal goal, string workload, string figure) => Of(goal).Contains((workload, figure));

    /// <summary>Compares the hosts in the figures that decide, and no others: each further comparison would ask for more certainty of all.</summary>
    public static IReadOnlyList<FigureComparison> Compare(BenchmarkResult result)
    {
        string baseline = result.Variants[0].Name;
        HashSet<string> controls = [.. result.Variants.Where(variant => variant.ControlOf is not null).Select(variant => variant.Name)];
        FigurePair[] pairs =
        [
            .. from figure in result.Figures
               where figure.Variant != baseline && !controls.Contains(figure.Variant) && Decides(figure)
               let before = result.Figures.FirstOrDefault(candidate =>
                   candidate.Workload == figure.Workload && candidate.Variant == baseline && candidate.Name == figure.Name)
               where before is not null
               let samples = new PairedSamples(before.Samples, figure.Samples, figure.Unit)
               where samples.Count > 0
               select new FigurePair(figure.Workload, Definition(figure), baseline, figure.Variant, samples),
        ];
        return Comparer.Compare(pairs, result.Noise, result.Seeds.Bootstrap);
    }

    /// <summary>Returns by how much a figure is better, as a logarithm or a difference of shares; less than 0 where it is worse.</summary>
    public static double Gain(FigureComparison comparison)
    {
        double effect = comparison.Ratio is { } ratio ? Math.Log(ratio.Value) : comparison.Difference.Value;
        return comparison.Direction == FigureDirection.HigherIsBetter ? effect : -effect;
    }

    private static (string Workload, string Figure)[] Of(TuningGoal goal) => goal switch
    {
        TuningGoal.Latency => s_latency,
        TuningGoal.Throughput => s_throughput,
        TuningGoal.Memory => s_memory,
        _ => [.. s_latency, .. s_throughput, .. s_memory],
    };

    private static bool Decides(BenchmarkFigure figure) =>
        figure.Unit == FigureDefinition.Share
            ? figure.Direction == FigureDirection.HigherIsBetter
            : IsOfGoal(TuningGoal.Balanced, figure.Workload, figure.Name);

    private static FigureDefinition Definition(BenchmarkFigure figure) => figure.Workload == Start && figure.Unit == FigureDefinition.Memory(figure.Name).Unit
        ? FigureDefinition.Memory(figure.Name)
        : new FigureDefinition(figure.Name, figure.Unit, figure.Direction);
}
