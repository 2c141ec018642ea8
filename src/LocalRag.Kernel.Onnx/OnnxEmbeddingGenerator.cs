using System.Diagnostics;
using LocalRag.Onnx.Fingerprint;
using LocalRag.Onnx.Inference;
using LocalRag.Onnx.Tokenization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;

namespace LocalRag.Onnx;

/// <summary>Turns texts into vectors of unit length with a BERT sentence encoder, in this process.</summary>
/// <remarks>
/// Members may be called from any thread at the same time. The model is loaded at the first text, and again after a failed load.
/// A text longer than <see cref="OnnxOptions.MaxTokens"/> is cut; its embedding then says by how much, see <see cref="TruncatedTokens"/>.
/// </remarks>
public sealed partial class OnnxEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The additional property of an embedding, an <see cref="int"/>, and the additional count of the usage of a call: tokens that were left out. Absent where there were none.</summary>
    public const string TruncatedTokens = "truncated_tokens";

    private readonly IModelStore _models;
    private readonly OnnxOptions _options;
    private readonly Func<OnnxOptions> _settings;
    private readonly ILogger _logger;
    private readonly EncoderLoader _loader;
    private readonly IDisposable? _changes;
    private readonly EncoderFingerprint _fingerprint;
    private readonly Lock _vocabularyLock = new();
    private volatile WordPieceVocabulary? _vocabulary;
    private volatile bool _disposed;

    /// <summary>Creates a generator; nothing is read until it is used.</summary>
    /// <param name="models">Finds the files of the model and its vocabulary.</param>
    /// <param name="options">The settings.</param>
    /// <param name="logger">Takes what happened, never a text; null for nothing.</param>
    /// <param name="memory">The ledger that the model is put into; null for none.</param>
    /// <param name="changes">The settings as they are now, of which those are heeded that are marked as tunable; null where they never change.</param>
    /// <param name="timeProvider">Tells how long the model was idle; null for the system's.</param>
    public OnnxEmbeddingGenerator(
        IModelStore models,
        IOptions<OnnxOptions> options,
        ILogger<OnnxEmbeddingGenerator>? logger = null,
        IMemoryArbiter? memory = null,
        IOptionsMonitor<OnnxOptions>? changes = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(options);
        _models = models;
        _options = options.Value;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        // A catalog name is that of its file, so both ways to name a model give its vectors the same id.
        string file = Path.GetFileName(_options.Model);
        ModelId = file.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? file[..^".onnx".Length] : file;
        _settings = () => Current(changes);
        _fingerprint = new EncoderFingerprint(models, _options, _settings, ModelId);
        _loader = new EncoderLoader(
            models, _options, _fingerprint.Model, LoadVocabulary, _settings, timeProvider ?? TimeProvider.System, _logger, memory);
        _changes = changes?.OnChange((_, _) => _loader.UnloadIfIdle());
    }

    private string ModelId { get; }

    /// <inheritdoc/>
    /// <exception cref="ModelUnavailableException">The model or its vocabulary is missing or broken.</exception>
    /// <exception cref="LocalRagException">The options ask for another model or vector length, or the encoder failed.</exception>
    /// <exception cref="ArgumentException">A text is null.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        ObjectDisposedException.ThrowIf(_disposed, this);
        string[] texts = [.. values];
        if (Array.IndexOf(texts, null) is int missing and >= 0)
        {
            throw new ArgumentException($"The text at position {missing} is null.", nameof(values));
        }

        if (texts.Length == 0)
        {
            return new() { Usage = new() { InputTokenCount = 0, TotalTokenCount = 0 } };
        }

        LoadedEncoder loaded = await _loader.EnterAsync(cancellationToken);
        try
        {
            Check(options, loaded.Encoder.Dimensions);
            TokenizedText[] inputs = await Task.Run(() => Tokenize(texts, cancellationToken), cancellationToken);
            float[][] vectors = new float[texts.Length][];
            long start = Stopwatch.GetTimestamp();
            await EncodeAsync(loaded, inputs, vectors, cancellationToken);
            EmbeddingTelemetry.Record(inputs, Stopwatch.GetElapsedTime(start));
            return Collect(inputs, vectors);
        }
        finally
        {
            _loader.Leave(loaded);
        }
    }

    /// <summary>Returns this generator, its <see cref="EmbeddingGeneratorMetadata"/>, its <see cref="IEmbeddingFingerprint"/>, or the <see cref="Tokenizer"/> of its vocabulary, which is read for that.</summary>
    /// <exception cref="ModelUnavailableException">The tokenizer was asked for and the vocabulary is missing or broken.</exception>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata)
                ? new EmbeddingGeneratorMetadata("onnxruntime", defaultModelId: ModelId, defaultModelDimensions: _loader.Dimensions)
            : serviceType == typeof(IEmbeddingFingerprint) ? _fingerprint
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(Tokenizer) || serviceType == typeof(BertTokenizer) ? LoadVocabulary().Tokenizer
            : null;
    }

    /// <summary>Waits for the batches that are being computed, then frees the model; calls that come later fail.</summary>
    public void Dispose()
    {
        _disposed = true;
        _changes?.Dispose();
        _loader.Dispose();
    }

    /// <summary>While a changed setting is not valid, those of the start are in force; whoever changed it is told where the settings are checked.</summary>
    private OnnxOptions Current(IOptionsMonitor<OnnxOptions>? changes)
    {
        try
        {
            return changes?.CurrentValue ?? _options;
        }
        catch (OptionsValidationException)
        {
            return _options;
        }
    }

    private WordPieceVocabulary LoadVocabulary()
    {
        lock (_vocabularyLock)
        {
            return _vocabulary ??= LoadVocabulary(_models.Locate(_options.Vocabulary));
        }
    }

    private WordPieceVocabulary LoadVocabulary(string path) =>
        _fingerprint.Vocabulary.Load(path, () => WordPieceVocabulary.Load(path, _options.Vocabulary));

    private void Check(EmbeddingGenerationOptions? options, int dimensions)
    {
        if (options?.Dimensions is int wanted && wanted != dimensions)
        {
            throw new LocalRagException(
                $"The encoder {ModelId} makes vectors of {dimensions} numbers; {wanted} were asked for.", "Leave the number of dimensions out.");
        }

        if (options?.ModelId is string model && model != ModelId)
        {
            throw new LocalRagException($"The encoder is {ModelId}; {model} was asked for.", "Set Onnx:Model to that encoder, or leave the model out.");
        }
    }

    private TokenizedText[] Tokenize(string[] texts, CancellationToken cancellationToken)
    {
        BertTokenizer tokenizer = LoadVocabulary().Tokenizer;
        TokenizedText[] inputs = new TokenizedText[texts.Length];
        for (int index = 0; index < texts.Length; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            inputs[index] = TokenizedText.Create(tokenizer, texts[index], _options.MaxTokens);
        }

        return inputs;
    }

    private async Task EncodeAsync(LoadedEncoder loaded, TokenizedText[] inputs, float[][] vectors, CancellationToken cancellationToken)
    {
        int[] lengths = Array.ConvertAll(inputs, static input => input.Ids.Length);
        OnnxOptions settings = _settings();
        List<int[]> batches = BatchPlanner.Plan(lengths, settings.BatchSize, settings.BatchTokens);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = loaded.Threads.ConcurrentBatches, CancellationToken = cancellationToken };
        SentenceEncoder encoder = loaded.Encoder;
        try
        {
            await Parallel.ForAsync(0, batches.Count, parallel, async (number, token) =>
            {
                int[] positions = batches[number];
                TokenizedText[] batch = Array.ConvertAll(positions, position => inputs[position]);
                float[][] results = Array.ConvertAll(positions, position => vectors[position] = new float[encoder.Dimensions]);
                await encoder.EncodeAsync(batch, results, shrink: number == batches.Count - 1, token);
            });
        }
        catch (Exception exception) when (exception is OnnxRuntimeException or InvalidDataException)
        {
            throw new LocalRagException(
                $"The encoder {ModelId} failed: {exception.Message.TrimEnd('.')}.",
                $"If Onnx:MaxTokens (now {_options.MaxTokens}) is more than the encoder can take, lower it.",
                exception);
        }
    }

    private GeneratedEmbeddings<Embedding<float>> Collect(TokenizedText[] inputs, float[][] vectors)
    {
        GeneratedEmbeddings<Embedding<float>> embeddings = new(inputs.Length);
        long tokens = 0;
        long truncatedTokens = 0;
        int truncatedTexts = 0;
        for (int index = 0; index < inputs.Length; index++)
        {
            Embedding<float> embedding = new(vectors[index]) { ModelId = ModelId };
            tokens += inputs[index].Ids.Length;
            if (inputs[index].TruncatedTokens is int truncated and > 0)
            {
                embedding.AdditionalProperties = new() { [TruncatedTokens] = truncated };
                truncatedTokens += truncated;
                truncatedTexts++;
            }

            embeddings.Add(embedding);
        }

        embeddings.Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        if (truncatedTexts > 0)
        {
            embeddings.Usage.AdditionalCounts = new() { [TruncatedTokens] = truncatedTokens };
            LogTruncated(truncatedTexts, inputs.Length, _options.MaxTokens, truncatedTokens);
        }

        return embeddings;
    }

    [LoggerMessage(LogLevel.Warning, "{Texts} of {Total} texts are longer than {MaxTokens} tokens (Onnx:MaxTokens); {Tokens} tokens were left out of their vectors")]
    private partial void LogTruncated(int texts, int total, int maxTokens, long tokens);
}
