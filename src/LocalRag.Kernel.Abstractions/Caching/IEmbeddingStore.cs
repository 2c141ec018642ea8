using Microsoft.Extensions.AI;

namespace LocalRag;

/// <summary>Keeps vectors beyond the life of a process, by what they were computed from. They can be computed again, so it may let go of any of them, and a store that can't be used holds none.</summary>
/// <remarks>Members may be called from any thread at the same time.</remarks>
public interface IEmbeddingStore
{
    /// <summary>Looks for the vectors of texts.</summary>
    /// <param name="fingerprint">What vectors depend on beside the text: <see cref="IEmbeddingFingerprint"/>.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>A vector, or null, for each text in their order.</returns>
    Task<IReadOnlyList<Embedding<float>?>> FindAsync(string fingerprint, IReadOnlyList<string> texts, CancellationToken cancellationToken = default);

    /// <summary>Keeps vectors, in place of those that it has for the same texts.</summary>
    /// <remarks>An embedding with additional properties other than whole numbers is left out.</remarks>
    /// <param name="fingerprint">As it was both before and after the vectors were computed.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="embeddings">Their vectors, in the same order.</param>
    /// <param name="cancellationToken">Ends the wait for other calls.</param>
    Task KeepAsync(string fingerprint, IReadOnlyList<string> texts, IReadOnlyList<Embedding<float>> embeddings, CancellationToken cancellationToken = default);
}
