using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LocalRag.Onnx.Tests;

/// <summary>When the encoder is taken out of memory, seen in the ledger.</summary>
public sealed class IdleUnloadTests : IDisposable
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMinutes(5);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingMemoryArbiter _memory = new();
    private readonly OnnxOptions _options = Generators.Options;
    private readonly OnnxEmbeddingGenerator _generator;

    public IdleUnloadTests() => _generator = new OnnxEmbeddingGenerator(
        new FixedModelStore(), Microsoft.Extensions.Options.Options.Create(_options), memory: _memory, changes: new FixedOptions<OnnxOptions>(_options), timeProvider: _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _generator.Dispose();

    [Fact]
    public async Task Encoder_WithoutALimit_Stays()
    {
        await EmbedAsync();

        _time.Advance(TimeSpan.FromDays(1));

        Assert.Single(_memory.Owners);
    }

    [Fact]
    public async Task Encoder_IdleForTheLimit_GoesAndComesBackWithTheSameVectors()
    {
        _options.IdleUnload = s_idle;
        float[] before = await EmbedAsync();

        _time.Advance(s_idle);
        int whileIdle = _memory.Owners.Count;
        float[] after = await EmbedAsync();

        Assert.Equal(0, whileIdle);
        Assert.Single(_memory.Owners);
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task Encoder_CalledNowAndThen_StaysUntilTheLastCallIsLongAgo()
    {
        _options.IdleUnload = s_idle;
        await EmbedAsync();
        _time.Advance(s_idle * 0.75);
        await EmbedAsync();

        _time.Advance(s_idle * 0.75);
        int soon = _memory.Owners.Count;
        _time.Advance(s_idle * 0.25);

        Assert.Equal((1, 0), (soon, _memory.Owners.Count));
    }

    [Theory]
    [InlineData(MemoryTrim.Light, 1)]
    [InlineData(MemoryTrim.Moderate, 0)]
    [InlineData(MemoryTrim.Severe, 0)]
    public async Task Encoder_IdleWhileMemoryIsShort_GoesSoon(MemoryTrim level, int left)
    {
        await EmbedAsync();
        IMemoryOwner owner = Assert.Single(_memory.Owners);
        Assert.Equal(MemoryPriority.Reloadable, owner.Priority);

        await owner.TrimAsync(level, Token);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(left, _memory.Owners.Count);
        Assert.Equal(384, (await EmbedAsync()).Length);
    }

    [Fact]
    public async Task Encoder_InUse_IsNotOnOffer()
    {
        _options.IdleUnload = s_idle;
        await EmbedAsync();
        IMemoryOwner owner = Assert.Single(_memory.Owners);
        long idle = owner.GetTrimmableBytes(MemoryTrim.Severe);
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(Token);

        Task call = _generator.GenerateAsync(Enumerable.Repeat("a text among very many", 200_000), cancellationToken: enough.Token);
        (MemoryPriority Priority, long Trimmable) busy = (owner.Priority, owner.GetTrimmableBytes(MemoryTrim.Severe));
        await owner.TrimAsync(MemoryTrim.Severe, Token);
        _time.Advance(s_idle * 2);
        int left = _memory.Owners.Count;
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.True(idle > 1_000_000);
        Assert.Equal((MemoryPriority.InUse, 0L, 1), (busy.Priority, busy.Trimmable, left));
    }

    private async Task<float[]> EmbedAsync() => (await _generator.GenerateVectorAsync("When is the deposit due?", cancellationToken: Token)).ToArray();
}
