using LocalRag.Testing;

namespace LocalRag.Onnx.Tests;

/// <summary>Settings that change while a generator is in use.</summary>
public sealed class LiveSettingsTests : IDisposable
{
    private static readonly string[] s_texts = ["When is the deposit due?", "The deposit is due on the first of the month.", "No.", "Whales are mammals, and not fish."];

    private readonly RecordingMemoryArbiter _memory = new();
    private readonly OnnxOptions _options = Generators.Options;
    private readonly OnnxEmbeddingGenerator _generator;

    public LiveSettingsTests() => _generator = new OnnxEmbeddingGenerator(
        new FixedModelStore(), Microsoft.Extensions.Options.Options.Create(Generators.Options), memory: _memory, changes: new FixedOptions<OnnxOptions>(_options));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _generator.Dispose();

    [Fact]
    public async Task Threads_ThatChange_BringAnotherEncoderWithTheSameVectors()
    {
        float[][] before = await EmbedAsync();

        (_options.Threads, _options.ConcurrentBatches) = (2, 2);
        float[][] after = await EmbedAsync();

        AssertSame(before, after);
        Assert.Single(_memory.Owners);
    }

    [Fact]
    public async Task Threads_ThatChangeDuringACall_LetItFinishWithTheEncoderItHas()
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        float[][] before = await EmbedAsync();
        Task call = _generator.GenerateAsync(Enumerable.Repeat("a text among very many", 200_000), cancellationToken: enough.Token);

        _options.ConcurrentBatches = 2;
        float[][] meanwhile = await EmbedAsync();
        int both = _memory.Owners.Count;
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        AssertSame(before, meanwhile);
        Assert.Equal((2, 1), (both, _memory.Owners.Count));
    }

    [Fact]
    public async Task Batches_ThatBecomeLarger_KeepTheVectorsAndAreNamedInTheFingerprint()
    {
        float[][] alone = await EmbedAsync();
        string? before = await FingerprintAsync();

        (_options.BatchSize, _options.BatchTokens) = (64, 256);
        float[][] together = await EmbedAsync();
        string? with = await FingerprintAsync();
        _options.BatchSize = 1;

        AssertSame(alone, together);
        Assert.NotNull(before);
        Assert.NotEqual(before, with);
        Assert.Equal(before, await FingerprintAsync());
    }

    [Fact]
    public async Task Callers_AtTheSameTime_GetTheirOwnVectorsInOrder()
    {
        float[][] expected = await EmbedAsync();
        (_options.ConcurrentBatches, _options.BatchSize, _options.BatchTokens) = (2, 64, 64);

        float[][][] results = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(EmbedAsync, Token)));

        Assert.All(results, result => AssertSame(expected, result));
    }

    private static void AssertSame(float[][] expected, float[][] actual) => Assert.All(
        expected.Zip(actual), pair => Assert.InRange(System.Numerics.Tensors.TensorPrimitives.Dot(pair.First, pair.Second), 0.999f, 1.001f));

    private async Task<float[][]> EmbedAsync() =>
        [.. (await _generator.GenerateAsync(s_texts, cancellationToken: Token)).Select(embedding => embedding.Vector.ToArray())];

    private async Task<string?> FingerprintAsync() => await ((IEmbeddingFingerprint)_generator.GetService(typeof(IEmbeddingFingerprint))!).GetAsync(Token);
}
