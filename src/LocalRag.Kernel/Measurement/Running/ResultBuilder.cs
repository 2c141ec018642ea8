using LocalRag.Measurement.Statistics;

namespace LocalRag.Measurement;

/// <summary>Makes figures and comparisons of the measurements.</summary>
internal sealed class ResultBuilder(IReadOnlyList<SampleTable> tables, IReadOnlyList<VariantDefinition> variants, int seed)
{
    private string Baseline => variants[0].Name;

    public IReadOnlyList<BenchmarkFigure> Summarize() =>
    [
        .. from table in tables
           from variant in variants
           from figure in table.Workload.Figures
           let samples = table.Get(variant.Name, figure.Name)
           where samples.Any(double.IsFinite)
           select new BenchmarkFigure
           {
               Workload = table.Workload.Name,
               Variant = variant.Name,
               Name = figure.Name,
               Unit = figure.Unit,
               Direction = figure.Direction,
               Samples = samples,
               Summary = Summary.Of(samples, seed),
           },
    ];

    public IReadOnlyList<NoiseWidth> MeasureNoise() => Comparer.MeasureNoise(PairsOf(variant => variant.ControlOf is not null), seed);

    public IReadOnlyList<FigureComparison> Compare(IReadOnlyList<NoiseWidth> noise) =>
        Comparer.Compare([.. PairsOf(variant => variant.ControlOf is null && variant.Name != Baseline)], noise, seed);

    private IEnumerable<FigurePair> PairsOf(Func<VariantDefinition, bool> wanted) =>
        from variant in variants.Where(wanted)
        from table in tables
        from figure in table.Workload.Figures
        where figure.Direction != FigureDirection.Neither
        let samples = new PairedSamples(table.Get(Baseline, figure.Name), table.Get(variant.Name, figure.Name), figure.Unit)
        where samples.Count > 0
        select new FigurePair(table.Workload.Name, figure, Baseline, variant.Name, samples);
}
