using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LocalRag.Ingestion.Reading;

namespace LocalRag.Ingestion.Pipeline;

/// <summary>Puts documents into the index, one after the other, each wholly or not at all.</summary>
internal sealed class StoringStage(IDocumentIndex index, IngestionTally tally, ChannelReader<EmbeddedStep> steps)
{
    public const string OldVersionStays = "The version that was ingested before stays in the index.";

    private long _chunks;
    private long _tokens;
    private bool _ended;
    private bool _sourceThrew;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await steps.WaitToReadAsync(cancellationToken))
        {
            while (steps.TryPeek(out EmbeddedStep step))
            {
                await StoreAsync(step, cancellationToken);
            }
        }
    }

    private async Task StoreAsync(EmbeddedStep first, CancellationToken cancellationToken)
    {
        PreparedDocument document = first.Document;
        (_chunks, _tokens, _ended, _sourceThrew) = (0, 0, false, false);
        if (first.Chunk is null)
        {
            await steps.ReadAsync(cancellationToken);
            await StoreNothingAsync(document, cancellationToken);
            return;
        }

        try
        {
            await index.ReplaceAsync(document.Document, ChunksAsync(document, cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (_sourceThrew && exception is not OperationCanceledException)
        {
            // It was the source of the chunks that threw, and the index has undone the document: the other files can go on.
            Fail(document);
            return;
        }

        if (!_ended)
        {
            throw new LocalRagException($"The index took only {_chunks} chunks of {document.Path} and left the rest.");
        }

        tally.Stored(document.Path, document.IsKnown);
        tally.AddChunks(_chunks, _tokens);
    }

    private async Task StoreNothingAsync(PreparedDocument document, CancellationToken cancellationToken)
    {
        if (document.Failure is not null)
        {
            Fail(document);
            return;
        }

        if (document.Document.Bytes == 0)
        {
            tally.Skip(document.Path, "It is empty.");
        }
        else
        {
            tally.Skip(document.Path, "There is no text in it.", "A scanned document needs text recognition (OCR) first.");
        }

        if (document.IsKnown && await index.RemoveAsync(document.Document.Id, cancellationToken))
        {
            tally.Removed();
        }
    }

    private void Fail(PreparedDocument document)
    {
        FileProblem problem = FileProblem.Of(document.Failure!);
        tally.Fail(
            document.Path,
            document.IsKnown ? $"{problem.Reason} {OldVersionStays}" : problem.Reason,
            problem.NextStep);
    }

    private async IAsyncEnumerable<DocumentChunk> ChunksAsync(PreparedDocument document, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await steps.ReadAsync(cancellationToken) is { Chunk: { } chunk })
        {
            _chunks++;
            _tokens += chunk.TokenCount;
            yield return chunk;
        }

        _ended = true;
        if (document.Failure is { } failure)
        {
            _sourceThrew = true;
            throw new DocumentUnreadableException(FileProblem.Of(failure).Reason, innerException: failure);
        }
    }
}
