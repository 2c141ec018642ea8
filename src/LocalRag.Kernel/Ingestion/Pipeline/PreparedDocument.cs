using System.Threading.Channels;
using LocalRag.Ingestion.Chunking;

namespace LocalRag.Ingestion.Pipeline;

/// <summary>A document on its way into the index: its reader writes chunks while they are embedded and stored.</summary>
internal sealed class PreparedDocument(string path, IndexedDocument document, bool isKnown, int capacity)
{
    private readonly Channel<DraftChunk> _chunks = Channel.CreateBounded<DraftChunk>(
        new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });

    public string Path { get; } = path;

    public IndexedDocument Document { get; } = document;

    /// <summary>Gets whether the index has an older version.</summary>
    public bool IsKnown { get; } = isKnown;

    /// <summary>Gets the chunks; reading them throws <see cref="ChannelClosedException"/> or ends early where the document could not be read to its end.</summary>
    public ChannelReader<DraftChunk> Chunks => _chunks.Reader;

    /// <summary>Gets why the document could not be read to its end; null while it can.</summary>
    public Exception? Failure { get; private set; }

    public ValueTask AddAsync(DraftChunk chunk, CancellationToken cancellationToken) => _chunks.Writer.WriteAsync(chunk, cancellationToken);

    /// <summary>Says that there are no more chunks. The failure is set before the chunks end, so whoever sees their end sees it.</summary>
    public void Complete(Exception? failure = null)
    {
        Failure = failure;
        _chunks.Writer.Complete();
    }
}
