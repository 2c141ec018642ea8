namespace LocalRag.Ingestion.Chunking;

/// <summary>Decides what the embedding model sees of a chunk.</summary>
internal static class EmbeddingText
{
    /// <summary>The name of this way to do it: part of what decides whether a document has to be ingested again.</summary>
    public const string Version = "headings-1";

    // The headings must not push the text out of the model's window.
    private const int MaxHeadingCharacters = 200;

    /// <summary>Returns the headings above the chunk and its text: a paragraph often leaves out what its heading has said.</summary>
    public static string Of(DraftChunk chunk)
    {
        if (chunk.Headings.Length == 0)
        {
            return chunk.Text;
        }

        // The deepest headings say most about the text.
        string headings = chunk.Headings.Length <= MaxHeadingCharacters ? chunk.Headings : chunk.Headings[^MaxHeadingCharacters..];
        return $"{headings}\n{chunk.Text}";
    }
}
