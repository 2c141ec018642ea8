using LocalRag.Onnx.Providers;
using Microsoft.Extensions.AI;

namespace LocalRag.Onnx.Tests.Providers;

/// <summary>The setting, seen by whoever embeds.</summary>
public sealed class ExecutionProviderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CoreMl_WhereItIsNot_EmbedsOnTheProcessor_AndTheLogSaysWhy()
    {
        Assert.SkipWhen(OnnxProviders.Has(ExecutionProvider.CoreMl), "ONNX Runtime has Core ML here.");
        RecordingLogger log = new();
        using OnnxEmbeddingGenerator generator = Generators.Create(options => options.ExecutionProvider = ExecutionProvider.CoreMl, log);
        using OnnxEmbeddingGenerator processor = Generators.Create();

        Embedding<float> vector = await generator.GenerateAsync("A sentence.", cancellationToken: Token);
        Embedding<float> expected = await processor.GenerateAsync("A sentence.", cancellationToken: Token);

        Assert.Equal(expected.Vector.ToArray(), vector.Vector.ToArray());
        Assert.Contains(log.Lines, line => line.Contains("is on Cpu", StringComparison.Ordinal) && line.Contains(ExecutionProviders.Processor, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fingerprint_NamesAnotherProvider_AndLeavesThatOfTheProcessorAsItWas()
    {
        using OnnxEmbeddingGenerator generator = Generators.Create(options => options.ExecutionProvider = ExecutionProvider.CoreMl);
        using OnnxEmbeddingGenerator processor = Generators.Create();

        string? other = await FingerprintAsync(generator);
        string? own = await FingerprintAsync(processor);

        Assert.Equal($"{own} CoreMl", other);
    }

    private static ValueTask<string?> FingerprintAsync(OnnxEmbeddingGenerator generator) =>
        ((IEmbeddingFingerprint)generator.GetService(typeof(IEmbeddingFingerprint))!).GetAsync(Token);
}
