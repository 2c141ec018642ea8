using LocalRag.Plugins.Memory;
using Microsoft.Extensions.Time.Testing;

namespace LocalRag.Plugins.Tests;

public sealed class IdleWatchTests
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();
    private readonly TestMemoryArbiter _memory = new();

    [Fact]
    public async Task Pause_AfterACall_CompactsOnce()
    {
        await using IdleWatch watch = new(_memory, _time, s_pause);
        watch.Begin().Dispose();

        _time.Advance(s_pause / 2);
        int soon = _memory.Compactions;
        _time.Advance(s_pause * 100);

        Assert.Equal((0, 1), (soon, _memory.Compactions));
    }

    [Fact]
    public async Task Pause_BeforeAnyCall_IsNone()
    {
        await using IdleWatch watch = new(_memory, _time, s_pause);

        _time.Advance(s_pause * 100);

        Assert.Equal(0, _memory.Compactions);
    }

    [Fact]
    public async Task Call_UnderWay_HoldsTheCompactionOff()
    {
        await using IdleWatch watch = new(_memory, _time, s_pause);
        watch.Begin().Dispose();
        IdleWatch.Call call = watch.Begin();
        _time.Advance(s_pause * 2);
        int meanwhile = _memory.Compactions;

        call.Dispose();
        _time.Advance(s_pause);

        Assert.Equal((0, 1), (meanwhile, _memory.Compactions));
    }

    [Fact]
    public async Task Pause_OfNothing_IsNever()
    {
        await using IdleWatch watch = new(_memory, _time, TimeSpan.Zero);

        watch.Begin().Dispose();
        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, _memory.Compactions);
    }

    [Fact]
    public async Task Dispose_WhileItCompacts_WaitsForTheEnd()
    {
        TaskCompletionSource compacting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _memory.Compacting = compacting.Task;
        IdleWatch watch = new(_memory, _time, s_pause);
        watch.Begin().Dispose();
        _time.Advance(s_pause);

        Task disposed = watch.DisposeAsync().AsTask();
        bool early = disposed.IsCompleted;
        compacting.SetResult();
        await disposed;
        watch.Begin().Dispose();
        _time.Advance(s_pause * 2);

        Assert.Equal((false, 1), (early, _memory.Compactions));
    }
}
