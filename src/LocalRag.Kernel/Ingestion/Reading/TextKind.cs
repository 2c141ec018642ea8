namespace LocalRag.Ingestion.Reading;

/// <summary>What a block of text is, which decides how it may be cut.</summary>
internal enum TextKind
{
    /// <summary>Running text: cut into sentences.</summary>
    Prose,

    /// <summary>The document's title; not part of its text.</summary>
    Title,

    /// <summary>A heading: names what follows it.</summary>
    Heading,

    /// <summary>Lines that each stand for themselves, such as source code: cut between lines, kept as they are.</summary>
    Lines,

    /// <summary>One row or one value of data: cut only where it is too long.</summary>
    Record,
}
