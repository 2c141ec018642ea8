namespace LocalRag.Measurement;

/// <summary>Something that is measured, a round at a time, on one host after the other.</summary>
internal abstract class Workload
{
    public abstract string Name { get; }

    /// <summary>Gets what it does, as a sentence.</summary>
    public abstract string Description { get; }

    public virtual IReadOnlyDictionary<string, string> Parameters => new Dictionary<string, string>();

    public abstract IReadOnlyList<FigureDefinition> Figures { get; }

    /// <summary>Gets how many rounds there can be: no question is asked twice by mistake.</summary>
    public abstract int MaxRounds { get; }

    /// <summary>Gets the part of the budget that it takes, beside the other workloads.</summary>
    public virtual double Weight => 1;

    /// <summary>Gets whether each round needs a host of its own with an empty data folder.</summary>
    public virtual bool NeedsFreshHost => false;

    /// <summary>Gets whether the hosts are processes of their own, which the workload starts.</summary>
    public virtual bool RunsProcesses => false;

    /// <summary>Readies a host, so that nothing that happens once is measured.</summary>
    public abstract Task WarmUpAsync(MeasuredHost host, CancellationToken cancellationToken);

    /// <summary>Measures one round and returns its figures; what it cannot measure is left out.</summary>
    public abstract Task<IReadOnlyDictionary<string, double>> RunAsync(MeasuredHost host, int round, CancellationToken cancellationToken);
}
