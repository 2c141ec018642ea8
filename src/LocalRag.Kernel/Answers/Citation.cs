using Microsoft.Extensions.AI;

namespace LocalRag.Answers;

internal static class Citation
{
    /// <summary>Returns the annotation that names a passage's document and place, and quotes it.</summary>
    public static CitationAnnotation Create(Passage passage, string snippet) => new()
    {
        Title = passage.Title,
        FileId = passage.DocumentId,
        Url = Uri.TryCreate(passage.DocumentId, UriKind.Absolute, out Uri? url) ? url : null,
        Snippet = snippet,
        AdditionalProperties = new AdditionalPropertiesDictionary
        {
            [RagResponseExtensions.LocationKey] = passage.Location.ToString(),
            [RagResponseExtensions.ChunkIdKey] = passage.ChunkId,
        },
    };
}
