using System.Security.Cryptography;
using LocalRag.Models;
using LocalRag.Testing;

namespace LocalRag.Tests.Models;

public sealed class ModelCatalogTests
{
    public static TheoryData<string> Names => [.. ModelCatalog.Default.Models.Select(model => model.Name)];

    public static TheoryData<string> SampleFiles => [.. Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, "samples", "models"))
        .Select(path => Path.GetFileName(path)!)
        .Where(file => Path.GetExtension(file) is ".gguf" or ".onnx" || file.EndsWith("-vocab.txt", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Model_EveryEntry_IsComplete(string name)
    {
        CatalogModel model = ModelCatalog.Default.Find(name)!;

        Assert.Equal(64, model.Sha256.Length);
        Assert.DoesNotContain(model.Sha256, character => !char.IsAsciiHexDigitLower(character));
        Assert.Equal(model.FileName, Path.GetFileName(model.FileName));
        Assert.True(model.Url is null or { Scheme: "https" });
        Assert.Single(ModelCatalog.Default.Models, other => other.FileName == model.FileName);
        Assert.InRange(model.Bytes, 1, long.MaxValue);
    }

    [Theory]
    [MemberData(nameof(SampleFiles))]
    public void Model_EachFileOfTheSourceTree_HasTheHashOfTheCatalog(string file)
    {
        CatalogModel model = Assert.Single(ModelCatalog.Default.Models, model => model.FileName == file);
        using FileStream stream = File.OpenRead(Path.Combine(RepositoryPaths.Root, "samples", "models", file));

        Assert.Equal(model.Bytes, stream.Length);
        Assert.Equal(model.Sha256, Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    [Theory]
    [InlineData("smollm2-135m-instruct-q4_1")]
    [InlineData("all-minilm-l6-v2-int8")]
    [InlineData("all-minilm-l6-v2-vocab")]
    public void Find_DefaultsOfTheSettings_AreListed(string name) => Assert.NotNull(ModelCatalog.Default.Find(name));

    [Fact]
    public void Find_OtherCase_IsTheSameModel() => Assert.Equal("all-minilm-l6-v2", ModelCatalog.Default.Find("All-MiniLM-L6-v2")?.Name);

    [Fact]
    public void Find_UnknownName_IsNull() => Assert.Null(ModelCatalog.Default.Find("gpt-5"));
}
