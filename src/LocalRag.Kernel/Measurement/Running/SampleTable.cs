namespace LocalRag.Measurement;

/// <summary>The measurements of a workload as they come in: a list for each variant and figure, all with an entry for each round.</summary>
internal sealed class SampleTable(Workload workload)
{
    private readonly Dictionary<(string Variant, string Figure), List<double>> _samples = [];

    public Workload Workload => workload;

    public int Rounds { get; private set; }

    /// <summary>Adds the round of all variants at once, so that the lists stay in step whenever the run ends.</summary>
    public void Add(IReadOnlyList<(string Variant, IReadOnlyDictionary<string, double> Figures)> round)
    {
        Rounds++;
        foreach ((string variant, IReadOnlyDictionary<string, double> figures) in round)
        {
            foreach (FigureDefinition figure in workload.Figures)
            {
                if (!_samples.TryGetValue((variant, figure.Name), out List<double>? samples))
                {
                    _samples[(variant, figure.Name)] = samples = [];
                }

                samples.Add(figures.TryGetValue(figure.Name, out double value) ? value : double.NaN);
            }
        }
    }

    public IReadOnlyList<double> Get(string variant, string figure) => _samples.GetValueOrDefault((variant, figure), []);
}
