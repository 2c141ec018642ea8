namespace LocalRag;

/// <summary>A retriever that passes every call to another: the base of layers.</summary>
public class DelegatingRetriever : IRetriever
{
    /// <summary>Initializes a layer.</summary>
    /// <param name="innerRetriever">The retriever inside; it is disposed with this one.</param>
    protected DelegatingRetriever(IRetriever innerRetriever)
    {
        ArgumentNullException.ThrowIfNull(innerRetriever);
        InnerRetriever = innerRetriever;
    }

    /// <summary>Gets the retriever inside.</summary>
    protected IRetriever InnerRetriever { get; }

    /// <inheritdoc/>
    public virtual Task<RetrievalResult> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken = default) =>
        InnerRetriever.RetrieveAsync(query, cancellationToken);

    /// <inheritdoc/>
    public virtual object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : InnerRetriever.GetService(serviceType, serviceKey);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes the retriever inside.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            InnerRetriever.Dispose();
        }
    }
}
