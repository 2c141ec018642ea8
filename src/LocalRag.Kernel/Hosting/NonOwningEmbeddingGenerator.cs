using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace LocalRag.Hosting;

/// <summary>The stable front of the Embeddings pipeline: whoever disposes it leaves the engine behind it alone.</summary>
internal sealed class NonOwningEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> innerGenerator)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(innerGenerator)
{
    [SuppressMessage("Usage", "CA2215", Justification = "The container owns the engine; a chain that is taken down must not take the weights with it.")]
    protected override void Dispose(bool disposing)
    {
    }
}
