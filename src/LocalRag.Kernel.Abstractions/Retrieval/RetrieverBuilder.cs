namespace LocalRag;

/// <summary>Stacks layers around a retriever; the first <c>Use</c> is the outermost. The same shape as <c>ChatClientBuilder</c>.</summary>
/// <param name="innerRetrieverFactory">Makes the innermost retriever.</param>
public sealed class RetrieverBuilder(Func<IServiceProvider, IRetriever> innerRetrieverFactory)
{
    private readonly List<Func<IRetriever, IServiceProvider, IRetriever>> _layers = [];

    /// <summary>Adds a layer.</summary>
    /// <param name="layerFactory">Makes the layer around the retriever that it is given.</param>
    /// <returns>This builder.</returns>
    public RetrieverBuilder Use(Func<IRetriever, IServiceProvider, IRetriever> layerFactory)
    {
        ArgumentNullException.ThrowIfNull(layerFactory);
        _layers.Add(layerFactory);
        return this;
    }

    /// <summary>Adds a layer that needs no services.</summary>
    /// <param name="layerFactory">Makes the layer around the retriever that it is given.</param>
    /// <returns>This builder.</returns>
    public RetrieverBuilder Use(Func<IRetriever, IRetriever> layerFactory)
    {
        ArgumentNullException.ThrowIfNull(layerFactory);
        return Use((inner, _) => layerFactory(inner));
    }

    /// <summary>Adds a layer that is one delegate.</summary>
    /// <param name="retrieve">Called in place of the retriever inside, which it is given.</param>
    /// <returns>This builder.</returns>
    public RetrieverBuilder Use(Func<RetrievalQuery, IRetriever, CancellationToken, Task<RetrievalResult>> retrieve)
    {
        ArgumentNullException.ThrowIfNull(retrieve);
        return Use((inner, _) => new AnonymousRetriever(inner, retrieve));
    }

    /// <summary>Makes the chain.</summary>
    /// <param name="services">Given to the factories.</param>
    /// <exception cref="InvalidOperationException">A layer's factory returned null.</exception>
    public IRetriever Build(IServiceProvider services)
    {
        IRetriever retriever = innerRetrieverFactory(services);
        for (int i = _layers.Count - 1; i >= 0; i--)
        {
            retriever = _layers[i](retriever, services)
                ?? throw new InvalidOperationException($"The retrieval layer at index {i} was made by a factory that returned null.");
        }

        return retriever;
    }

    private sealed class AnonymousRetriever(
        IRetriever inner,
        Func<RetrievalQuery, IRetriever, CancellationToken, Task<RetrievalResult>> retrieve) : DelegatingRetriever(inner)
    {
        public override Task<RetrievalResult> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken = default) =>
            retrieve(query, InnerRetriever, cancellationToken);
    }
}
