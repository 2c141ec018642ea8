namespace LocalRag.Ingestion;

/// <summary>What an ingestion did.</summary>
public sealed record IngestionReport
{
    /// <summary>The most notes of one kind that a report lists; the counts go on.</summary>
    public const int MaxNotes = 1000;

    /// <summary>Gets how many documents are new in the index.</summary>
    public required long Added { get; init; }

    /// <summary>Gets how many documents had changed and were replaced.</summary>
    public required long Replaced { get; init; }

    /// <summary>Gets how many documents were in the index already, with the same content and the same settings.</summary>
    public required long Unchanged { get; init; }

    /// <summary>Gets how many documents were taken out of the index.</summary>
    public required long Removed { get; init; }

    /// <summary>Gets how many files could not be ingested.</summary>
    public required long Failed { get; init; }

    /// <summary>Gets which files could not be ingested and why, the first <see cref="MaxNotes"/> of them.</summary>
    public required IReadOnlyList<IngestionNote> Failures { get; init; }

    /// <summary>Gets how many files were left out for a reason of their own: an unknown format, no text, too large.</summary>
    public required long Skipped { get; init; }

    /// <summary>Gets which files were left out and why, the first <see cref="MaxNotes"/> of them.</summary>
    public required IReadOnlyList<IngestionNote> Skips { get; init; }

    /// <summary>Gets what was left out of documents that were ingested, the first <see cref="MaxNotes"/> notes.</summary>
    public required IReadOnlyList<IngestionNote> Warnings { get; init; }

    /// <summary>Gets how many files and folders were passed by: hidden ones, build outputs, and what the settings exclude.</summary>
    public required long Ignored { get; init; }

    /// <summary>Gets how many chunks were put into the index.</summary>
    public required long Chunks { get; init; }

    /// <summary>Gets how many tokens these chunks have.</summary>
    public required long Tokens { get; init; }

    /// <summary>Gets how many bytes were read.</summary>
    public required long Bytes { get; init; }

    /// <summary>Gets how long it took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Gets why the documents were ingested without vectors, as a sentence; null if they have them.</summary>
    public required string? Degraded { get; init; }
}
