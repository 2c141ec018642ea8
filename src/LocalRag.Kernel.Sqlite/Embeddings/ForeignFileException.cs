namespace LocalRag.Sqlite.Embeddings;

/// <summary>In the place of the file of vectors stands something else.</summary>
internal sealed class ForeignFileException(string problem) : LocalRagException(problem);
