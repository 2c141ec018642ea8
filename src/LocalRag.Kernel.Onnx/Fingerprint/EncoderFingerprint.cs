using System.Globalization;
using System.Security.Cryptography;

namespace LocalRag.Onnx.Fingerprint;

/// <summary>Hashes the files of an encoder, once, and names the settings that its vectors depend on. The number of threads is none of them.</summary>
internal sealed class EncoderFingerprint(IModelStore models, OnnxOptions options, Func<OnnxOptions> settings, string modelId) : IEmbeddingFingerprint
{
    /// <summary>To be raised when this engine makes other vectors of the same files: tokens, pooling, scaling.</summary>
    private const int EngineVersion = 1;

    private readonly Lock _lock = new();
    private (FileStamp Model, FileStamp Vocabulary, string Text)? _last;

    public WatchedFile Model { get; } = new();

    public WatchedFile Vocabulary { get; } = new();

    /// <inheritdoc/>
    public async ValueTask<string?> GetAsync(CancellationToken cancellationToken = default)
    {
        FileStamp model;
        FileStamp vocabulary;
        try
        {
            if (Model.Find(() => models.Locate(options.Model)) is not { } foundModel
                || Vocabulary.Find(() => models.Locate(options.Vocabulary)) is not { } foundVocabulary)
            {
                return null;
            }

            (model, vocabulary) = (foundModel, foundVocabulary);
        }
        catch (ModelUnavailableException)
        {
            return null;
        }

        lock (_lock)
        {
            if (_last is { } last && last.Model == model && last.Vocabulary == vocabulary)
            {
                return Complete(last.Text);
            }
        }

        string text;
        try
        {
            text = await DescribeAsync(model.Path, vocabulary.Path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever loads the model learns what is wrong with its file.
            return null;
        }

        if (FileStamp.Of(model.Path) != model || FileStamp.Of(vocabulary.Path) != vocabulary)
        {
            return null;
        }

        lock (_lock)
        {
            _last = (model, vocabulary, text);
        }

        return Complete(text);
    }

    private async Task<string> DescribeAsync(string model, string vocabulary, CancellationToken cancellationToken)
    {
        string files = $"{await HashAsync(model, cancellationToken)} {await HashAsync(vocabulary, cancellationToken)}";
        return string.Create(CultureInfo.InvariantCulture, $"onnx {EngineVersion} {modelId} {files} {options.MaxTokens}");
    }

    /// <summary>
    /// Adds what may change at any time: neighbours in a batch change the vectors of an int8 encoder, and what another provider computes is alike, but not the same to the
    /// last bit. Alone, a batch's size in tokens plays no part.
    /// </summary>
    private string Complete(string text)
    {
        OnnxOptions current = settings();
        string batch = current.BatchSize == 1 ? "1" : string.Create(CultureInfo.InvariantCulture, $"{current.BatchSize}/{current.BatchTokens}");
        return current.ExecutionProvider == ExecutionProvider.Cpu ? $"{text} {batch}" : $"{text} {batch} {current.ExecutionProvider}";
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(path);
        return Convert.ToHexString(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
