namespace LocalRag.Ingestion.Reading;

/// <summary>A document that is being read.</summary>
/// <param name="stream">Its bytes, seekable, from the start.</param>
/// <param name="content">What its bytes look like.</param>
/// <param name="limits">What a reader may use.</param>
internal sealed class DocumentSource(Stream stream, ContentProfile content, ReadingLimits limits)
{
    private readonly List<string> _warnings = [];

    public Stream Stream { get; } = stream;

    public ContentProfile Content { get; } = content;

    public ReadingLimits Limits { get; } = limits;

    /// <summary>Gets what a reader left out of the document, as sentences.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    public void Warn(string warning) => _warnings.Add(warning);

    /// <summary>Returns the document's text, decoded.</summary>
    public StreamReader OpenText() =>
        new(Stream, Content.Encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 16 * 1024, leaveOpen: true);

    /// <summary>Returns the whole text, for formats whose parser needs it.</summary>
    /// <exception cref="DocumentUnreadableException">It is larger than such a parser may take.</exception>
    public async Task<string> ReadWholeTextAsync(CancellationToken cancellationToken)
    {
        if (Stream.Length > Limits.WholeFileBytes)
        {
            throw new DocumentUnreadableException(
                $"It has {Stream.Length:N0} bytes; a format that has to be read whole may have {Limits.WholeFileBytes:N0}.",
                "Split the file, or raise Ingestion:MaxWholeFileBytes.");
        }

        using StreamReader reader = OpenText();
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
