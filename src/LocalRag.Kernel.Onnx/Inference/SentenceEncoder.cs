using LocalRag.Onnx.Providers;
using LocalRag.Onnx.Tokenization;
using Microsoft.ML.OnnxRuntime;

namespace LocalRag.Onnx.Inference;

/// <summary>A loaded encoder that many callers share.</summary>
/// <remarks>
/// 1. At most <see cref="OnnxOptions.ConcurrentBatches"/> batches run at the same time; the others wait.
/// 2. Disposal takes every turn before it frees the session, so that none is in use: the runtime would crash the process.
/// </remarks>
internal sealed class SentenceEncoder : IDisposable
{
    private readonly EncoderSession _session;
    private readonly SemaphoreSlim _turns;
    private readonly int _concurrentBatches;
    private bool _disposed;

    private SentenceEncoder(EncoderSession session, int concurrentBatches)
    {
        _session = session;
        _concurrentBatches = concurrentBatches;
        _turns = new SemaphoreSlim(concurrentBatches, concurrentBatches);
    }

    /// <summary>Gets the length of a vector.</summary>
    public int Dimensions => _session.Dimensions;

    /// <summary>Loads an encoder and has it encode a text, so that one that does not fit its vocabulary is found here.</summary>
    /// <param name="path">The model's file, as messages name it.</param>
    /// <param name="copy">The file to load in its place; null for itself.</param>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="options">The settings, as messages name them.</param>
    /// <param name="threads">How its threads work, and what is to compute it where it does so rightly.</param>
    /// <param name="report">Is told what came of the provider, and whether it was taken.</param>
    /// <exception cref="ModelUnavailableException">The file is broken, is no sentence encoder, or does not fit the vocabulary.</exception>
    public static SentenceEncoder Load(
        string path, string? copy, WordPieceVocabulary vocabulary, OnnxOptions options, EncoderThreads threads, Action<bool, string> report)
    {
        EncoderSession? session = null;
        try
        {
            session = ProviderTrial.Choose(
                threads.Provider,
                (provider, profile) => new EncoderSession(copy ?? path, threads.Threads, threads.Spin, provider, profile),
                vocabulary,
                options.MaxTokens,
                report);
            // The greatest id is out of range where the vocabulary is that of a larger model.
            TokenizedText text = new(
                [vocabulary.Tokenizer.ClassificationTokenId, vocabulary.Count - 1, vocabulary.Tokenizer.SeparatorTokenId], TruncatedTokens: 0);
            session.Encode([text], [new float[session.Dimensions]], shrink: true);
            return new SentenceEncoder(session, threads.ConcurrentBatches);
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or ArgumentException or InvalidDataException)
        {
            session?.Dispose();
            throw new ModelUnavailableException(
                options.Model,
                $"The encoder {path} cannot be used: {exception.Message.TrimEnd('.')}.",
                $"Set Onnx:Model to a BERT sentence encoder in ONNX format, and Onnx:Vocabulary (now {options.Vocabulary}) to its vocab.txt.",
                exception);
        }
        catch (Exception exception) when (exception is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            throw new ModelUnavailableException(
                options.Model,
                $"ONNX Runtime does not load on this machine: {exception.GetBaseException().Message.TrimEnd('.')}.",
                "It runs on Linux and Windows (x64, arm64) and on macOS (arm64). Without it, search goes by words alone.",
                exception);
        }
    }

    /// <summary>Computes the vectors of a batch when its turn comes, on the thread that it comes on.</summary>
    /// <exception cref="ObjectDisposedException">The encoder was disposed before the batch had its turn.</exception>
    public async Task EncodeAsync(TokenizedText[] batch, float[][] vectors, bool shrink, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(OnnxEmbeddingGenerator));
            _session.Encode(batch, vectors, shrink);
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        for (int turn = 0; turn < _concurrentBatches; turn++)
        {
            _turns.Wait();
        }

        _disposed = true;
        _session.Dispose();
        // Callers that still wait find the encoder disposed. The semaphore itself holds nothing that needs freeing.
        _turns.Release(_concurrentBatches);
    }
}
