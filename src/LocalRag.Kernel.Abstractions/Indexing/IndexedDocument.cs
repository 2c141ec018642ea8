namespace LocalRag;

/// <summary>A document as the index knows it.</summary>
/// <param name="Id">Its identity: the full path with forward slashes for a file, any unique text otherwise.</param>
/// <param name="Title">What a reader calls it.</param>
/// <param name="ContentHash">SHA-256 of the source's bytes, and of the settings that decide how it is cut, in lower-case hexadecimal.</param>
/// <param name="Bytes">The size of the source.</param>
/// <param name="MediaType">The format, such as <c>text/markdown</c>.</param>
/// <param name="IngestedAt">When it was put into the index.</param>
/// <param name="Chunks">How many chunks it has; set by the index, ignored when a document is replaced.</param>
public sealed record IndexedDocument(
    string Id,
    string Title,
    string ContentHash,
    long Bytes,
    string MediaType,
    DateTimeOffset IngestedAt,
    int Chunks = 0);
