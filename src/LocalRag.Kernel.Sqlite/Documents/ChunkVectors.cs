using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Documents;

/// <summary>Whose vectors the chunks of one document carry: all of them must be of one model and length.</summary>
internal sealed class ChunkVectors(string documentId)
{
    public string? Model { get; private set; }

    public int Dimensions { get; private set; }

    public void Add(PreparedChunk chunk)
    {
        if (chunk.Vector is not { } vector)
        {
            return;
        }

        string? model = chunk.Chunk.Embedding!.ModelId;
        if (Dimensions != 0 && (Dimensions != vector.Length || !string.Equals(Model, model, StringComparison.Ordinal)))
        {
            throw new LocalRagException(
                $"The chunks of {documentId} have vectors of different models: {Model ?? "unnamed"} with {Dimensions} dimensions " +
                $"and {model ?? "unnamed"} with {vector.Length}.",
                "Ingest the document again with one embedding model.");
        }

        (Model, Dimensions) = (model, vector.Length);
    }

    /// <summary>Throws where other documents have vectors that these cannot be compared with.</summary>
    public void RequireComparable(IndexConnection connection, string documentId)
    {
        if (Dimensions == 0)
        {
            return;
        }

        IndexState state = IndexState.Read(connection);
        using IndexStatement own = connection.Prepare("SELECT embedding_count FROM documents WHERE identity = ?1").Bind(1, documentId);
        if (state.Embeddings > (own.Step() ? own.Int64(0) : 0))
        {
            state.RequireComparable(Model, Dimensions, connection.File);
        }
    }
}
