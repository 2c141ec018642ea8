using LocalRag.Memory;
using LocalRag.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalRag.Tests.Memory;

internal sealed class MemoryArbiterFixture : IDisposable
{
    public MemoryArbiterFixture(MemoryOptions options)
    {
        Options = options;
        Arbiter = new MemoryArbiter(System, new FixedOptions<MemoryOptions>(options), Time, NullLogger<MemoryArbiter>.Instance);
    }

    public MemoryOptions Options { get; }

    public FakeMemorySystem System { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public MemoryArbiter Arbiter { get; }

    public TestMemoryOwner Register(MemoryPriority priority, long bytes = 100_000_000)
    {
        TestMemoryOwner owner = new(priority.ToString(), priority, bytes);
        Arbiter.Register(owner);
        return owner;
    }

    /// <summary>Lets a time pass and has the arbiter look at memory.</summary>
    public async Task LookAsync(TimeSpan passed = default)
    {
        Time.Advance(passed);
        await Arbiter.UpdateAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Sets how much of the budget the process takes.</summary>
    public void Use(double shareOfBudget) => System.Current = System.Current with { Process = (long)(shareOfBudget * Options.TargetMb * 1_000_000) };

    public void Dispose() => Arbiter.Dispose();
}
