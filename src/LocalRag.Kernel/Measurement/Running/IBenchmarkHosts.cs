namespace LocalRag.Measurement;

/// <summary>Starts the hosts that are measured.</summary>
public interface IBenchmarkHosts
{
    /// <summary>Starts a host in this process.</summary>
    /// <param name="variant">What it is.</param>
    /// <param name="dataDirectory">Its data folder.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    Task<BenchmarkHost> StartAsync(VariantDefinition variant, string dataDirectory, CancellationToken cancellationToken);

    /// <summary>Starts a host in a process of its own, has it answer questions, and reads what it tells: for times of the start and for memory.</summary>
    /// <param name="variant">What it is.</param>
    /// <param name="dataDirectory">Its data folder, with an index in it.</param>
    /// <param name="questions">The questions.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    Task<ProcessReport> RunProcessAsync(
        VariantDefinition variant, string dataDirectory, IReadOnlyList<string> questions, CancellationToken cancellationToken);
}
