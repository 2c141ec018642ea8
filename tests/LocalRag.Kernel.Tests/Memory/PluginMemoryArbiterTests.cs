using LocalRag.Memory;

namespace LocalRag.Tests.Memory;

public sealed class PluginMemoryArbiterTests : IDisposable
{
    private readonly MemoryArbiterFixture _memory = new(new MemoryOptions { TargetMb = 1000 });

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Dispose_TakesOutWhatThePluginForgot()
    {
        int before = _memory.Arbiter.Ledger.List().Count;
        PluginMemoryArbiter plugin = new(_memory.Arbiter);
        plugin.Register(new TestMemoryOwner("cache", MemoryPriority.Recomputable));
        plugin.Register(new TestMemoryOwner("taken out already", MemoryPriority.Recomputable)).Dispose();
        Assert.Equal(before + 1, _memory.Arbiter.Ledger.List().Count);

        plugin.Dispose();

        Assert.Equal(before, _memory.Arbiter.Ledger.List().Count);
    }

    [Fact]
    public void Register_AfterDispose_IsRefused()
    {
        PluginMemoryArbiter plugin = new(_memory.Arbiter);
        plugin.Dispose();

        Assert.Throws<ObjectDisposedException>(() => plugin.Register(new TestMemoryOwner("late", MemoryPriority.Spare)));
    }
}
