using System.Threading.Channels;
using LocalRag.Ingestion.Chunking;
using Microsoft.Extensions.AI;

namespace LocalRag.Ingestion.Pipeline;

/// <summary>Gives the chunks their vectors, document after document, in batches that may span documents.</summary>
internal sealed class EmbeddingStage(EmbeddingModel model, int batchSize, ChannelReader<PreparedDocument> documents, ChannelWriter<EmbeddedStep> steps)
{
    private readonly List<(PreparedDocument Document, DraftChunk? Chunk)> _batch = [];
    private readonly List<string> _texts = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await NextDocumentAsync(cancellationToken) is { } document)
        {
            while (await NextChunkAsync(document, cancellationToken) is { } chunk)
            {
                _texts.Add(EmbeddingText.Of(chunk));
                await AddAsync(document, chunk, cancellationToken);
            }

            await AddAsync(document, null, cancellationToken);
        }

        await FlushAsync(cancellationToken);
        steps.Complete();
    }

    private async ValueTask AddAsync(PreparedDocument document, DraftChunk? chunk, CancellationToken cancellationToken)
    {
        _batch.Add((document, chunk));
        if (_batch.Count >= batchSize)
        {
            await FlushAsync(cancellationToken);
        }
    }

    // What is collected so far is embedded rather than kept waiting for a slow reader.
    private async ValueTask<PreparedDocument?> NextDocumentAsync(CancellationToken cancellationToken)
    {
        if (documents.TryRead(out PreparedDocument? document))
        {
            return document;
        }

        await FlushAsync(cancellationToken);
        return await documents.WaitToReadAsync(cancellationToken) && documents.TryRead(out document) ? document : null;
    }

    private async ValueTask<DraftChunk?> NextChunkAsync(PreparedDocument document, CancellationToken cancellationToken)
    {
        if (document.Chunks.TryRead(out DraftChunk? chunk))
        {
            return chunk;
        }

        if (document.Chunks.Completion.IsCompleted)
        {
            return null;
        }

        await FlushAsync(cancellationToken);
        return await document.Chunks.WaitToReadAsync(cancellationToken) && document.Chunks.TryRead(out chunk) ? chunk : null;
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        GeneratedEmbeddings<Embedding<float>>? embeddings = null;
        if (_texts.Count > 0 && model.Generator is not null)
        {
            embeddings = await model.Generator.GenerateAsync(_texts, cancellationToken: cancellationToken);
            if (embeddings.Count != _texts.Count)
            {
                throw new LocalRagException($"The embedding model returned {embeddings.Count} vectors for {_texts.Count} texts.");
            }
        }

        int next = 0;
        foreach ((PreparedDocument document, DraftChunk? draft) in _batch)
        {
            DocumentChunk? chunk = draft is null
                ? null
                : new DocumentChunk(draft.Text, draft.Headings, draft.Location, draft.TokenCount, embeddings?[next++]);
            await steps.WriteAsync(new EmbeddedStep(document, chunk), cancellationToken);
        }

        _batch.Clear();
        _texts.Clear();
    }
}
