namespace LocalRag;

/// <summary>Finds the passages that may answer a question. There is no standard type for this: it is the shape of <c>IChatClient</c> for search.</summary>
/// <remarks>Members may be called from any thread at the same time.</remarks>
public interface IRetriever : IDisposable
{
    /// <summary>Returns the passages for a question, best first.</summary>
    Task<RetrievalResult> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken = default);

    /// <summary>Returns a service of this retriever or of one inside it, or null.</summary>
    object? GetService(Type serviceType, object? serviceKey = null);
}
