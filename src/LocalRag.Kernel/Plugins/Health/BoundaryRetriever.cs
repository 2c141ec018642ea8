namespace LocalRag.Plugins.Health;

/// <summary>Stands outside one plugin's layers, or the host's retriever, in the Retrieval pipeline: measures, attributes faults, and stops disposal.</summary>
internal sealed class BoundaryRetriever(IRetriever inner, BoundaryMeter meter) : IRetriever
{
    public Task<RetrievalResult> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken = default) =>
        meter.MeasureAsync(token => inner.RetrieveAsync(query, token), cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => inner.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        // Each plugin's layers are disposed by themselves, so that one that throws or hangs does not keep those further in.
    }
}
