using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Onnx.Tests.Fingerprint;

public sealed class EncoderFingerprintTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("localrag-fingerprint-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Fingerprint_SameFilesElsewhereAndOtherThreads_IsTheSame()
    {
        string model = CopyModel();

        Assert.Equal(
            await FingerprintAsync(),
            await FingerprintAsync(options => (options.Model, options.Threads, options.ConcurrentBatches, options.BatchTokens) = (model, 2, 2, 512)));
    }

    [Fact]
    public async Task Fingerprint_OtherContentsNameOrSettings_IsAnother()
    {
        string model = CopyModel();
        string renamed = Path.Combine(_folder, "renamed.onnx");
        File.Copy(model, renamed);
        await File.AppendAllTextAsync(model, "x", Token);
        string vocabulary = Path.Combine(_folder, "vocabulary.txt");
        await File.WriteAllLinesAsync(vocabulary, File.ReadLines(RepositoryPaths.Vocabulary).Append("one-more"), Token);

        string?[] fingerprints =
        [
            await FingerprintAsync(),
            await FingerprintAsync(options => options.Model = model),
            await FingerprintAsync(options => options.Model = renamed),
            await FingerprintAsync(options => options.Vocabulary = vocabulary),
            await FingerprintAsync(options => options.MaxTokens = 128),
            await FingerprintAsync(options => options.BatchSize = 8),
        ];

        Assert.All(fingerprints, Assert.NotNull);
        Assert.Equal(fingerprints.Length, fingerprints.Distinct().Count());
    }

    [Fact]
    public async Task Fingerprint_MissingModel_IsNull() => Assert.Null(await FingerprintAsync(options => options.Model = "missing.onnx"));

    [Fact]
    public async Task Fingerprint_FileReplacedAfterTheLoad_IsNullForNobodyKnowsWhatWasLoaded()
    {
        string model = CopyModel();
        using OnnxEmbeddingGenerator generator = Generators.Create(options => options.Model = model);
        await generator.GenerateAsync(["a text"], cancellationToken: Token);

        await File.AppendAllTextAsync(model, "x", Token);

        Assert.Null(await Service(generator).GetAsync(Token));
    }

    [Fact]
    public async Task Fingerprint_FileReplacedAfterItWasTaken_StaysThatOfTheModelInUse()
    {
        string model = CopyModel();
        using OnnxEmbeddingGenerator generator = Generators.Create(options => options.Model = model);
        await generator.GenerateAsync(["a text"], cancellationToken: Token);
        string? first = await Service(generator).GetAsync(Token);

        await File.AppendAllTextAsync(model, "x", Token);

        Assert.NotNull(first);
        Assert.Equal(first, await Service(generator).GetAsync(Token));
    }

    [Fact]
    public async Task Fingerprint_FileReplacedBeforeTheLoad_IsThatOfTheNewFile()
    {
        string model = CopyModel();
        using OnnxEmbeddingGenerator generator = Generators.Create(options => options.Model = model);
        string? first = await Service(generator).GetAsync(Token);

        await File.AppendAllTextAsync(model, "x", Token);

        Assert.NotNull(first);
        Assert.NotEqual(first, await Service(generator).GetAsync(Token));
    }

    private static async Task<string?> FingerprintAsync(Action<OnnxOptions>? configure = null)
    {
        using OnnxEmbeddingGenerator generator = Generators.Create(configure);
        return await Service(generator).GetAsync(Token);
    }

    private static IEmbeddingFingerprint Service(OnnxEmbeddingGenerator generator) => generator.GetRequiredService<IEmbeddingFingerprint>();

    private string CopyModel()
    {
        string copy = Path.Combine(_folder, Path.GetFileName(RepositoryPaths.EmbeddingModel));
        File.Copy(RepositoryPaths.EmbeddingModel, copy);
        return copy;
    }
}
