namespace LocalRag.Pipelines;

/// <summary>The stable front of the Retrieval pipeline: each call goes to the generation that is current when it begins.</summary>
internal sealed class SwappableRetriever(GenerationSwitch generations) : IRetriever
{
    public Task<RetrievalResult> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken = default)
    {
        Generation generation = generations.Lease();
        return generation.IsPlain
            ? generation.Retrieval.RetrieveAsync(query, cancellationToken)
            : RetrieveLeasedAsync(generation, query, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this)
            ? this
            : generations.FindService(generation => generation.Retrieval.GetService(serviceType, serviceKey));
    }

    public void Dispose()
    {
        // The host owns the generations; an application that disposes a front must not take the pipelines from the others.
    }

    // A method of its own: in the caller, the closure would be allocated for the plain host as well.
    private static Task<RetrievalResult> RetrieveLeasedAsync(Generation generation, RetrievalQuery query, CancellationToken cancellationToken) =>
        generation.RunLeasedAsync((leased, token) => leased.Retrieval.RetrieveAsync(query, token), cancellationToken);
}
