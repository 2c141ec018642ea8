namespace LocalRag.Sqlite.Storage;

/// <summary>The one row that says how far the index has come and whose vectors it holds.</summary>
/// <param name="Version">The number of commits so far.</param>
/// <param name="NextChunk">The number that the next chunk gets; numbers are never given twice.</param>
/// <param name="EmbeddingModel">The model of the vectors, if it has said its name.</param>
/// <param name="Dimensions">The length of the vectors; 0 while there is none.</param>
/// <param name="Documents">How many documents there are.</param>
/// <param name="Chunks">How many chunks.</param>
/// <param name="Embeddings">How many chunks have a vector.</param>
internal readonly record struct IndexState(
    long Version, long NextChunk, string? EmbeddingModel, int Dimensions, long Documents, long Chunks, long Embeddings)
{
    public static IndexState Read(IndexConnection connection)
    {
        using IndexStatement statement = connection.Prepare(
            "SELECT version, next_chunk, embedding_model, dimensions, documents, chunks, embeddings FROM state WHERE id = 0");
        return statement.Step()
            ? new IndexState(
                statement.Int64(0), statement.Int64(1), statement.NullableText(2), statement.Int32(3),
                statement.Int64(4), statement.Int64(5), statement.Int64(6))
            : throw new LocalRagException(
                $"The index {connection.File} is damaged: its state is missing.",
                "Put back a copy of it, or delete it with its -wal and -shm files and ingest the documents again.");
    }

    public void Write(IndexConnection connection) => connection.Prepare("""
            UPDATE state SET version = ?1, next_chunk = ?2, embedding_model = ?3, dimensions = ?4,
                documents = ?5, chunks = ?6, embeddings = ?7 WHERE id = 0
            """)
        .Bind(1, Version).Bind(2, NextChunk).Bind(3, EmbeddingModel).Bind(4, Dimensions)
        .Bind(5, Documents).Bind(6, Chunks).Bind(7, Embeddings).Run();

    /// <summary>Throws unless vectors of this model and length can be compared with those in the index.</summary>
    public void RequireComparable(string? model, int dimensions, string file)
    {
        bool sameModel = model is null || EmbeddingModel is null || string.Equals(model, EmbeddingModel, StringComparison.Ordinal);
        if (Dimensions == 0 || (sameModel && dimensions == Dimensions))
        {
            return;
        }

        throw new LocalRagException(
            $"The index {file} holds vectors of {EmbeddingModel ?? "an unnamed model"} with {Dimensions} dimensions, " +
            $"but this one is of {model ?? "an unnamed model"} with {dimensions}.",
            "Set the embedding model back, or delete the index file and ingest the documents again with the new model.");
    }
}
