using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Tests;

/// <summary>A store that is gone with the test.</summary>
internal sealed class MemoryStore : IEmbeddingStore
{
    private readonly Dictionary<(string Fingerprint, string Text), Embedding<float>> _vectors = [];

    /// <summary>Gets what it was given, in order.</summary>
    public List<string> Kept { get; } = [];

    public Task<IReadOnlyList<Embedding<float>?>> FindAsync(string fingerprint, IReadOnlyList<string> texts, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<Embedding<float>?>>([.. texts.Select(text => _vectors.GetValueOrDefault((fingerprint, text)))]);

    public Task KeepAsync(
        string fingerprint, IReadOnlyList<string> texts, IReadOnlyList<Embedding<float>> embeddings, CancellationToken cancellationToken = default)
    {
        foreach ((string text, Embedding<float> embedding) in texts.Zip(embeddings))
        {
            Kept.Add(text);
            _vectors[(fingerprint, text)] = embedding;
        }

        return Task.CompletedTask;
    }
}
