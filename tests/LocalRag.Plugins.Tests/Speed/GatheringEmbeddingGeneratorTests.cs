using LocalRag.Plugins.Speed;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Tests;

public sealed class GatheringEmbeddingGeneratorTests : EmbeddingLayerConformanceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_WhileOneIsUnderWay_GoTogetherAndGetTheirOwnVectors()
    {
        using HeldGenerator inner = new();
        using GatheringEmbeddingGenerator layer = new(inner, limit: 1);
        Task<GeneratedEmbeddings<Embedding<float>>> first = layer.GenerateAsync(["a"], null, Token);
        Task<GeneratedEmbeddings<Embedding<float>>>[] others = [layer.GenerateAsync(["bb", "ccc"], null, Token), layer.GenerateAsync(["dddd"], null, Token)];

        inner.Release();
        await first;
        GeneratedEmbeddings<Embedding<float>>[] results = await Task.WhenAll(others);

        Assert.Equal([["a"], ["bb", "ccc", "dddd"]], inner.Calls);
        Assert.Equal([2f, 3f, 4f], results.SelectMany(result => result).Select(embedding => embedding.Vector.Span[0]));
    }

    [Fact]
    public async Task Calls_WithAProcessorFree_GoAtOnce()
    {
        using HeldGenerator inner = new();
        using GatheringEmbeddingGenerator layer = new(inner, limit: 2);

        Task[] calls = [layer.GenerateAsync(["a"], null, Token), layer.GenerateAsync(["b"], null, Token)];
        int underWay = inner.Calls.Count;
        inner.Release();
        await Task.WhenAll(calls);

        Assert.Equal(2, underWay);
    }

    [Fact]
    public async Task Call_OfManyTextsOrWithOptions_WaitsForNobody()
    {
        using HeldGenerator inner = new();
        using GatheringEmbeddingGenerator layer = new(inner, limit: 1);
        Task first = layer.GenerateAsync(["a"], null, Token);

        Task many = layer.GenerateAsync(Enumerable.Repeat("b", 9), null, Token);
        Task special = layer.GenerateAsync(["c"], new EmbeddingGenerationOptions(), Token);
        int underWay = inner.Calls.Count;
        inner.Release();
        await Task.WhenAll(first, many, special);

        Assert.Equal(3, underWay);
    }

    [Fact]
    public async Task Caller_WhoGivesUpBeforeItsTurn_IsLeftOut()
    {
        using HeldGenerator inner = new();
        using GatheringEmbeddingGenerator layer = new(inner, limit: 1);
        using CancellationTokenSource enough = new();
        Task first = layer.GenerateAsync(["a"], null, Token);
        Task given = layer.GenerateAsync(["b"], null, enough.Token);
        Task kept = layer.GenerateAsync(["c"], null, Token);

        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        inner.Release();
        await Task.WhenAll(first, kept);

        Assert.Equal([["a"], ["c"]], inner.Calls);
    }

    [Fact]
    public async Task Callers_WhoAllGiveUp_StopTheJointCall()
    {
        using HeldGenerator inner = new();
        using GatheringEmbeddingGenerator layer = new(inner, limit: 1);
        using CancellationTokenSource enough = new();
        Task first = layer.GenerateAsync(["a"], null, Token);
        Task[] others = [layer.GenerateAsync(["b"], null, enough.Token), layer.GenerateAsync(["c"], null, enough.Token)];
        inner.ReleaseFirst();
        await first;
        await inner.Entered(2);

        await enough.CancelAsync();

        Assert.All(await Task.WhenAll(others.Select(other => Record.ExceptionAsync(() => other).AsTask())), exception => Assert.IsAssignableFrom<OperationCanceledException>(exception));
        Assert.Equal(1, inner.Cancelled);
    }

    [Fact]
    public async Task Fault_InOneCallersText_IsThatCallersAlone()
    {
        using HeldGenerator inner = new() { Refuses = "bad" };
        using GatheringEmbeddingGenerator layer = new(inner, limit: 1);
        Task first = layer.GenerateAsync(["a"], null, Token);
        Task bad = layer.GenerateAsync(["bad"], null, Token);
        Task<GeneratedEmbeddings<Embedding<float>>> good = layer.GenerateAsync(["good"], null, Token);

        inner.Release();
        await first;

        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        Assert.Single(await good);
    }

    protected override IEmbeddingGenerator<string, Embedding<float>> CreateLayer(IEmbeddingGenerator<string, Embedding<float>> inner) =>
        new GatheringEmbeddingGenerator(inner, limit: 1);

    /// <summary>Holds its calls until it is told to let them go; a text's vector is its length.</summary>
    private sealed class HeldGenerator : IEmbeddingGenerator<string, Embedding<float>>
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _lock = new();

        public List<string[]> Calls { get; } = [];

        public int Cancelled { get; private set; }

        public string? Refuses { get; init; }

        public void ReleaseFirst() => _first.SetResult();

        public void Release()
        {
            _first.SetResult();
            _rest.SetResult();
        }

        public Task Entered(int call) => call == 2 ? _second.Task : throw new ArgumentOutOfRangeException(nameof(call));

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            string[] texts = [.. values];
            int number;
            lock (_lock)
            {
                Calls.Add(texts);
                number = Calls.Count;
            }

            if (number == 2)
            {
                _second.SetResult();
            }

            try
            {
                await (number == 1 ? _first : _rest).Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Cancelled++;
                throw;
            }

            return texts.Contains(Refuses)
                ? throw new InvalidOperationException("There is a bad text.")
                : [.. texts.Select(text => new Embedding<float>(new[] { (float)text.Length }))];
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
