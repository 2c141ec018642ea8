using LocalRag.Testing;
using Microsoft.Extensions.Options;

namespace LocalRag.Onnx.Tests;

public class BrokenModelTests
{
    private static readonly byte[] s_model = File.ReadAllBytes(RepositoryPaths.EmbeddingModel);

    // By name: the runner copies the data of a theory many times, and a model is large.
    private static readonly Dictionary<string, byte[]> s_files = new()
    {
        ["empty"] = [],
        ["text"] = "not a model"u8.ToArray(),
        ["a chat model's header"] = [.. "GGUF"u8, .. new byte[4096]],
        ["half a download"] = s_model[..(s_model.Length / 2)],
        ["a few bytes short"] = s_model[..^100],
    };

    public static TheoryData<string> Files => [.. s_files.Keys];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Model_BrokenFile_IsUnavailableWithFileAndNextStep(string file)
    {
        string path = TemporaryFile.Write(s_files[file]);

        ModelUnavailableException exception = await EmbedAsync(options => options.Model = path);

        Assert.Contains(path, exception.Problem, StringComparison.Ordinal);
        Assert.Contains("Onnx:Model", exception.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_Missing_IsUnavailable()
    {
        Assert.Equal("missing.onnx", (await EmbedAsync(options => options.Model = "missing.onnx")).Model);
    }

    [Fact]
    public async Task Vocabulary_Missing_IsUnavailable()
    {
        Assert.Equal("missing.txt", (await EmbedAsync(options => options.Vocabulary = "missing.txt")).Model);
    }

    [Fact]
    public async Task Vocabulary_OfALargerModel_IsFoundWhenTheModelIsLoaded()
    {
        string path = TemporaryFile.Write(string.Join('\n', File.ReadLines(RepositoryPaths.Vocabulary).Append("one-piece-more")));

        ModelUnavailableException exception = await EmbedAsync(options => options.Vocabulary = path);

        Assert.Contains("Onnx:Vocabulary", exception.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_ThatFailed_IsTriedAgain()
    {
        string path = TemporaryFile.Write("not a model yet");
        OnnxOptions options = Generators.Options;
        options.Model = path;
        using OnnxEmbeddingGenerator generator = new(new FixedModelStore(), Options.Create(options));
        await Assert.ThrowsAsync<ModelUnavailableException>(() => generator.GenerateAsync(["a"], cancellationToken: TestContext.Current.CancellationToken));

        await File.WriteAllBytesAsync(path, s_model, TestContext.Current.CancellationToken);

        Assert.Single(await generator.GenerateAsync(["a"], cancellationToken: TestContext.Current.CancellationToken));
    }

    private static async Task<ModelUnavailableException> EmbedAsync(Action<OnnxOptions> configure)
    {
        using OnnxEmbeddingGenerator generator = Generators.Create(configure);
        return await Assert.ThrowsAsync<ModelUnavailableException>(
            () => generator.GenerateAsync(["a text"], cancellationToken: TestContext.Current.CancellationToken));
    }
}
