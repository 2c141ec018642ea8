using LocalRag.Onnx.Compaction;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Onnx.Tests;

public sealed class CompactModelTests
{
    private static readonly string[] s_texts = ["How do I restore a backup?", "", "Bread rises because yeast makes gas.", string.Join(' ', Enumerable.Repeat("A long paragraph.", 60))];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 50)];

    [Fact]
    public async Task Vectors_OfACompactEncoder_AreTheSameToTheLastBit()
    {
        using OnnxEmbeddingGenerator plain = Generators.Create();
        using OnnxEmbeddingGenerator compact = Generators.Create(options => options.CompactTables = true);

        GeneratedEmbeddings<Embedding<float>> expected = await plain.GenerateAsync(s_texts, cancellationToken: TestContext.Current.CancellationToken);
        GeneratedEmbeddings<Embedding<float>> actual = await compact.GenerateAsync(s_texts, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(expected.Select(embedding => embedding.Vector.ToArray()), actual.Select(embedding => embedding.Vector.ToArray()));
    }

    [Fact]
    public void Lookups_OfTheSampleEncoder_AreItsWordsAndPositions()
    {
        ModelGraph graph = ModelGraph.Read(File.ReadAllBytes(RepositoryPaths.EmbeddingModel))!;

        Assert.Equal([30522L, 512L], TableLookup.Find(graph).Select(lookup => graph.Tables[lookup.Table][0]).OrderDescending());
    }

    [Fact]
    public void Copy_HasTheLookupsInTheOtherOrder_AndGoesWithItsUse()
    {
        string path;
        using (CompactModel copy = CompactModel.Create(RepositoryPaths.EmbeddingModel)!)
        {
            path = copy.Path;
            ModelGraph before = ModelGraph.Read(File.ReadAllBytes(RepositoryPaths.EmbeddingModel))!;
            ModelGraph after = ModelGraph.Read(File.ReadAllBytes(path))!;
            Assert.Empty(TableLookup.Find(after));
            Assert.Equal(before.Nodes.Count + 2, after.Nodes.Count);
            Assert.Equal(before.Tables.Keys.Order(), after.Tables.Keys.Order());
        }

        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(11_000_000)]
    [InlineData(22_900_000)]
    public void File_ThatIsCutOff_IsLeftToTheRuntime(int length)
    {
        string path = TemporaryFile.Write(File.ReadAllBytes(RepositoryPaths.EmbeddingModel)[..length]);

        Assert.Null(CompactModel.Create(path));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void File_OfOtherBytes_IsLeftToTheRuntime(int seed)
    {
        byte[] bytes = new byte[4096];
        new Random(seed).NextBytes(bytes);

        Assert.Null(CompactModel.Create(TemporaryFile.Write(bytes)));
    }
}
