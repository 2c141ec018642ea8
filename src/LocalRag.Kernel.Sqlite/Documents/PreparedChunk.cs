using LocalRag.Sqlite.Vectors;

namespace LocalRag.Sqlite.Documents;

/// <summary>A chunk that was checked, with its vector brought to length one, ready for the writing thread.</summary>
internal readonly record struct PreparedChunk(DocumentChunk Chunk, ReadOnlyMemory<float>? Vector)
{
    public static PreparedChunk From(DocumentChunk chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);

        // A null after "?:" would become an empty memory, by way of the conversion from arrays.
        ReadOnlyMemory<float>? vector = default;
        if (chunk.Embedding is { } embedding)
        {
            vector = UnitVector.From(embedding);
        }

        return new PreparedChunk(chunk, vector);
    }
}
