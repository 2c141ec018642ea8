using Microsoft.Extensions.AI;

namespace LocalRag;

/// <summary>A search by words, and by meaning where there is a vector.</summary>
/// <param name="Text">The words; any text is valid, and none of it is query syntax.</param>
/// <param name="Embedding">The vector of the words, unit length, with the model's id; null searches by words alone.</param>
/// <param name="Limit">How many chunks are wanted.</param>
/// <param name="IdPrefix">Only documents whose identity begins with this; empty for all.</param>
/// <param name="DenseWeight">The share of the vector in the score, from 0 to 1; the words have the rest.</param>
public sealed record HybridQuery(
    string Text,
    Embedding<float>? Embedding,
    int Limit = 20,
    string IdPrefix = "",
    double DenseWeight = 0.5)
{
    /// <summary>Gets which documents are searched, beside where they lie; null for all.</summary>
    public DocumentFilter? Filter { get; init; }
}
