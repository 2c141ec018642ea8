using System.Numerics.Tensors;

namespace LocalRag.Sqlite.Tests;

/// <summary>What an index should do, in the simplest way: documents in a dictionary, every chunk compared.</summary>
internal sealed class IndexModel
{
    private readonly SortedDictionary<string, DocumentChunk[]> _documents = new(StringComparer.Ordinal);

    public IEnumerable<(string Id, int Chunks)> Documents => _documents.Select(static pair => (pair.Key, pair.Value.Length));

    public void Replace(string id, DocumentChunk[] chunks) => _documents[id] = chunks;

    public bool Remove(string id) => _documents.Remove(id);

    public IEnumerable<(string Id, int Ordinal)> WithWord(string word, string idPrefix) => Chunks(idPrefix)
        .Where(entry => entry.Chunk.Text.Split(' ').Contains(word))
        .Select(static entry => (entry.Id, entry.Ordinal)).Order();

    public IEnumerable<float> BestCosines(float[] vector, string idPrefix, int limit) => Chunks(idPrefix)
        .Where(static entry => entry.Chunk.Embedding is not null)
        .Select(entry => TensorPrimitives.Dot(vector, entry.Chunk.Embedding!.Vector.Span))
        .OrderDescending().Take(limit);

    private IEnumerable<(string Id, int Ordinal, DocumentChunk Chunk)> Chunks(string idPrefix) => _documents
        .Where(pair => pair.Key.StartsWith(idPrefix, StringComparison.Ordinal))
        .SelectMany(static pair => pair.Value.Select((chunk, ordinal) => (pair.Key, ordinal, chunk)));
}
