using LocalRag.Plugins.Memory;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Tests;

public sealed class BudgetedEmbeddingGeneratorTests : EmbeddingLayerConformanceTests
{
    // The budget of a call counts 160 tokens of 4 characters for each text, and 2 for each text's frame.
    private static readonly string s_chunk = new('x', 4 * 158);

    [Theory]
    [InlineData(1_999_999_999, new[] { 8, 8, 8, 8, 8 })]
    [InlineData(2_000_000_000, new[] { 16, 16, 8 })]
    [InlineData(3_999_999_999, new[] { 16, 16, 8 })]
    [InlineData(4_000_000_000, new[] { 32, 8 })]
    public async Task Chunks_ByWhatIsAvailable_GoTogether(long available, int[] batches)
    {
        TestMemoryArbiter memory = new() { Available = available };

        Assert.Equal(batches, await BatchesAsync(memory, Enumerable.Repeat(s_chunk, 40)));
    }

    [Fact]
    public async Task Sentences_AreCountedByTheirTokensNotByTheirNumber()
    {
        TestMemoryArbiter memory = new() { Available = 1_000_000_000 };

        Assert.Equal([128, 72], await BatchesAsync(memory, Enumerable.Repeat(new string('x', 4 * 8), 200)));
    }

    [Fact]
    public async Task Text_LargerThanTheBudget_GoesAlone()
    {
        TestMemoryArbiter memory = new() { Available = 1_000_000_000 };

        Assert.Equal([1, 1, 2], await BatchesAsync(memory, ["short", new string('x', 100_000), "short", "short"]));
    }

    [Fact]
    public async Task Memory_ThatRunsShortInTheMiddle_MakesTheRestSmaller()
    {
        TestMemoryArbiter memory = new() { Available = 8_000_000_000 };

        Assert.Equal([32, 8, 8], await BatchesAsync(memory, Enumerable.Repeat(s_chunk, 48), () => memory.Available = 1_000_000_000));
    }

    [Fact]
    public async Task Usage_OfAllBatches_IsAddedUp()
    {
        using TestEmbeddingGenerator inner = new();
        using BudgetedEmbeddingGenerator layer = NewLayer(inner, new TestMemoryArbiter { Available = 1_000_000_000 });
        long? once = (await layer.GenerateAsync([s_chunk], cancellationToken: TestContext.Current.CancellationToken)).Usage?.InputTokenCount;

        long? twenty = (await layer.GenerateAsync(Enumerable.Repeat(s_chunk, 20), cancellationToken: TestContext.Current.CancellationToken)).Usage?.InputTokenCount;

        Assert.Equal(20 * once, twenty);
    }

    protected override IEmbeddingGenerator<string, Embedding<float>> CreateLayer(IEmbeddingGenerator<string, Embedding<float>> inner) =>
        NewLayer(inner, new TestMemoryArbiter { Available = 1_000_000_000 });

    private static async Task<List<int>> BatchesAsync(TestMemoryArbiter memory, IEnumerable<string> texts, Action? afterEach = null)
    {
        List<int> batches = [];
        int given = 0;
        using TestEmbeddingGenerator inner = new()
        {
            OnGenerate = _ =>
            {
                given++;
                return [1f];
            },
        };
        using ObservedGenerator observed = new(inner, () =>
        {
            batches.Add(given);
            given = 0;
            afterEach?.Invoke();
        });
        using BudgetedEmbeddingGenerator layer = NewLayer(observed, memory);
        await layer.GenerateAsync(texts, cancellationToken: TestContext.Current.CancellationToken);
        return batches;
    }

    private static BudgetedEmbeddingGenerator NewLayer(IEmbeddingGenerator<string, Embedding<float>> inner, TestMemoryArbiter memory) =>
        new(inner, memory, new IdleWatch(memory, TimeProvider.System, TimeSpan.FromHours(1)));

    /// <summary>Tells of the end of each call.</summary>
    private sealed class ObservedGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, Action ended) : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
    {
        public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            GeneratedEmbeddings<Embedding<float>> embeddings = await base.GenerateAsync(values, options, cancellationToken);
            ended();
            return embeddings;
        }
    }
}
