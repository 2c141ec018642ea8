namespace LocalRag.Pipelines;

/// <summary>The innermost service of the Retrieval pipeline: made at first use, and not disposed with the chain around it.</summary>
/// <param name="factory">Makes it.</param>
/// <param name="serviceType">Its class, where that is known without making it.</param>
internal sealed class DeferredRetriever(Func<IRetriever> factory, Type? serviceType = null) : IRetriever, IDeferred
{
    private readonly Lazy<IRetriever> _retriever = Deferred.Make(factory);

    public Task<RetrievalResult> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken = default) =>
        _retriever.Value.RetrieveAsync(query, cancellationToken);

    public Type ServiceType => serviceType ?? _retriever.Value.GetType();

    public object? GetService(Type serviceType, object? serviceKey = null) => _retriever.Value.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        // The container owns what is behind.
    }
}
