namespace LocalRag.Ingestion.Reading;

/// <summary>A format that can be ingested.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Name">What a reader of an error message calls it.</param>
/// <param name="Reader">What reads it.</param>
/// <param name="IsText">Whether its files are text themselves, so that binary content means that the name is wrong.</param>
internal sealed record FileFormat(string MediaType, string Name, IDocumentReader Reader, bool IsText);
