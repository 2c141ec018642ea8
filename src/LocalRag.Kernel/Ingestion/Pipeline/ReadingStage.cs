using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LocalRag.Ingestion.Chunking;
using LocalRag.Ingestion.Discovery;
using LocalRag.Ingestion.Reading;

namespace LocalRag.Ingestion.Pipeline;

/// <summary>Reads files: hashes them, passes by those that have not changed, and cuts the others into chunks.</summary>
internal sealed class ReadingStage(
    IngestionOptions options,
    bool force,
    EmbeddingModel model,
    IDocumentIndex index,
    IngestionTally tally,
    TimeProvider timeProvider,
    ChannelReader<FileCandidate> files,
    ChannelWriter<PreparedDocument> documents)
{
    // A file that is written to all the time is given up on; one that was just being saved is not.
    private const int Attempts = 2;

    /// <summary>How many batches of chunks wait between two stages: a stage that is handed single chunks spends its time waking up.</summary>
    public const int BatchesAhead = 4;

    private readonly ChunkLimits _limits = new(options.ChunkSentences, options.ChunkTokens, options.ChunkOverlapSentences);
    private readonly ContentHash _hash = new(new(options.ChunkSentences, options.ChunkTokens, options.ChunkOverlapSentences), model);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (FileCandidate file in files.ReadAllAsync(cancellationToken))
        {
            tally.Begin(file.Path);
            await ReadAsync(file, cancellationToken);
        }
    }

    private async Task ReadAsync(FileCandidate file, CancellationToken cancellationToken)
    {
        IndexedDocument? known = await index.FindAsync(file.DocumentId, cancellationToken);
        try
        {
            for (int attempt = 1; !await TryReadAsync(file, known, lastAttempt: attempt == Attempts, cancellationToken); attempt++)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        catch (Exception exception) when (IsOfTheFile(exception))
        {
            Fail(file, known, exception);
        }
    }

    /// <summary>Reads a file once.</summary>
    /// <returns>False where it changed before anything of it was handed on, so that it can be read again.</returns>
    private async Task<bool> TryReadAsync(FileCandidate file, IndexedDocument? known, bool lastAttempt, CancellationToken cancellationToken)
    {
        if (RealPath.Resolve(file.Path) != file.RealPath)
        {
            throw new DocumentUnreadableException("A symbolic link has changed where it leads since the files were listed.", "Ingest again.");
        }

        FileState state = FileState.Of(file.Path);
        if (state.Length == 0)
        {
            // Nor is a pipe or a device opened, which could be waited on for ever.
            await HandOnEmptyAsync(file, known, cancellationToken);
            return true;
        }

        if (state.Length > options.MaxFileBytes)
        {
            tally.Skip(file.Path, $"It has {state.Length:N0} bytes, more than Ingestion:MaxFileBytes allows ({options.MaxFileBytes:N0}).", "Split the file, or raise Ingestion:MaxFileBytes.");
            return true;
        }

        await using FileStream stream = new(file.Path, new FileStreamOptions
        {
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        });
        ContentProfile profile = await ContentProfiler.ProfileAsync(stream, tally.ReadBytes, cancellationToken);
        if (FileState.Of(file.Path) != state && !lastAttempt)
        {
            return false;
        }

        string hash = _hash.Of(profile.Sha256);
        if (!force && known?.ContentHash == hash)
        {
            tally.Unchanged(file.Path);
            return true;
        }

        if (file.Format.IsText && !profile.IsText)
        {
            tally.Skip(file.Path, $"Its name says {file.Format.Name}, but its content is binary.");
            return true;
        }

        stream.Position = 0;
        DocumentSource source = new(stream, profile, new ReadingLimits(options.MaxWholeFileBytes, options.MaxInflatedBytes));
        await HandOnAsync(file, known, state, hash, source, cancellationToken);
        return true;
    }

    private async Task HandOnAsync(
        FileCandidate file, IndexedDocument? known, FileState state, string hash, DocumentSource source, CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<TextBlock> blocks = file.Format.Reader.ReadAsync(source, cancellationToken).GetAsyncEnumerator(cancellationToken);
        (string? title, List<TextBlock> first) = await DocumentTitle.FindAsync(blocks);
        IndexedDocument document = new(
            file.DocumentId, title ?? Path.GetFileName(file.Path), hash, state.Length, file.Format.MediaType, timeProvider.GetUtcNow());
        PreparedDocument prepared = new(file.Path, document, known is not null, capacity: options.EmbeddingBatch * BatchesAhead);
        await documents.WriteAsync(prepared, cancellationToken);
        try
        {
            DocumentChunker chunker = new(model.Counter, _limits);
            await foreach (DraftChunk chunk in chunker.ChunkAsync(Replay(first, blocks, cancellationToken), cancellationToken))
            {
                await prepared.AddAsync(chunk, cancellationToken);
            }

            if (FileState.Of(file.Path) != state)
            {
                throw new DocumentUnreadableException("It changed while it was being read.", "Ingest again when nothing writes to it.");
            }

            prepared.Complete();
        }
        catch (Exception exception) when (IsOfTheFile(exception))
        {
            prepared.Complete(exception);
        }

        foreach (string warning in source.Warnings)
        {
            tally.Warn(file.Path, warning);
        }
    }

    private async Task HandOnEmptyAsync(FileCandidate file, IndexedDocument? known, CancellationToken cancellationToken)
    {
        IndexedDocument document = new(
            file.DocumentId, Path.GetFileName(file.Path), string.Empty, Bytes: 0, file.Format.MediaType, timeProvider.GetUtcNow());
        PreparedDocument prepared = new(file.Path, document, known is not null, capacity: 1);
        prepared.Complete();
        await documents.WriteAsync(prepared, cancellationToken);
    }

    private static async IAsyncEnumerable<TextBlock> Replay(
        List<TextBlock> first, IAsyncEnumerator<TextBlock> rest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (TextBlock block in first)
        {
            yield return block;
        }

        while (await rest.MoveNextAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return rest.Current;
        }
    }

    // Parsers throw anything on a damaged file. Only the caller's wish to stop, and what no program survives, is not about the file.
    private static bool IsOfTheFile(Exception exception) => exception is not (OperationCanceledException or ChannelClosedException);

    private void Fail(FileCandidate file, IndexedDocument? known, Exception exception)
    {
        FileProblem problem = FileProblem.Of(exception, format: file.Format.Name);
        tally.Fail(file.Path, known is null ? problem.Reason : $"{problem.Reason} {StoringStage.OldVersionStays}", problem.NextStep);
    }
}
