using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using LocalRag.Measurement.Leaks;

namespace LocalRag.Tests.Measurement.Leaks;

/// <summary>Leaks that are planted on purpose, one kind at a time. Alone in the process, so that other tests do not count.</summary>
[CollectionDefinition(nameof(PlantedLeakTests), DisableParallelization = true)]
[Collection(nameof(PlantedLeakTests))]
public sealed class PlantedLeakTests : IDisposable
{
    private const int LeakedBytes = 100_000;

    private readonly List<byte[]> _managed = [];
    private readonly List<nint> _native = [];
    private readonly List<FileStream> _files = [];
    private readonly List<Thread> _threads = [];
    private readonly ManualResetEventSlim _end = new();
    private readonly List<AssemblyLoadContext> _contexts = [];

    public void Dispose()
    {
        _end.Set();
        _threads.ForEach(thread => thread.Join());
        _native.ForEach(Marshal.FreeHGlobal);
        _files.ForEach(file => file.Dispose());
        _contexts.ForEach(context => context.Unload());
        _end.Dispose();
    }

    [Fact]
    public async Task Managed_100KilobytesACycle_AreNamed()
    {
        // More cycles than the others: megabytes that hundreds of tests before have left in pools may go in one step meanwhile.
        LeakVerdict verdict = await RunAsync(() => _managed.Add(new byte[LeakedBytes]), cycles: 40);

        AssertNamed("managed heap", verdict);
        Assert.InRange(Trend(verdict, LeakCounter.ManagedHeap).Slope.PerCycle, LeakedBytes * 0.95, LeakedBytes * 1.1);
    }

    [Fact]
    public async Task Native_100KilobytesACycle_AreNamed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Windows keeps no books of its native heap.");

        // More cycles than the others: what hundreds of tests before have left to finalizers goes from the native heap meanwhile, in steps of its own.
        LeakVerdict verdict = await RunAsync(() => _native.Add(Marshal.AllocHGlobal(LeakedBytes)), cycles: 40);

        AssertNamed("native heap", verdict);
        Assert.False(Trend(verdict, LeakCounter.ManagedHeap).IsLeak);
    }

    [Fact]
    public async Task Handle_OneACycle_IsNamed()
    {
        LeakVerdict verdict = await RunAsync(() => _files.Add(File.OpenRead(typeof(LeakTest).Assembly.Location)));

        AssertNamed("handles", verdict);
        Assert.Equal(1, Trend(verdict, LeakCounter.Handles).Slope.PerCycle, 0.1);
    }

    [Fact]
    public async Task LoadContext_OneACycle_IsNamed()
    {
        LeakVerdict verdict = await RunAsync(() =>
        {
            AssemblyLoadContext context = new("planted", isCollectible: true);
            Assembly assembly = context.LoadFromAssemblyPath(typeof(LeakTest).Assembly.Location);
            Assert.NotNull(assembly.GetType(typeof(LeakTest).FullName!));
            _contexts.Add(context);
        });

        AssertNamed("load contexts", verdict);
    }

    [Fact]
    public async Task Thread_OneACycle_IsNamed()
    {
        LeakVerdict verdict = await RunAsync(() =>
        {
            Thread thread = new(() => _end.Wait()) { IsBackground = true };
            thread.Start();
            _threads.Add(thread);
        });

        AssertNamed("threads", verdict);
    }

    [Fact]
    public async Task Nothing_Leaks_NobodyIsSuspected()
    {
        LeakVerdict verdict = await RunAsync(() =>
        {
            nint memory = Marshal.AllocHGlobal(LeakedBytes);
            Marshal.FreeHGlobal(memory);
            using FileStream file = File.OpenRead(typeof(LeakTest).Assembly.Location);
            GC.KeepAlive(new byte[LeakedBytes]);
        });

        Assert.True(verdict.Suspect is null, string.Join('\n', verdict.Trends));
    }

    [Fact]
    public async Task WarmUpThatEndsLate_IsNoLeak()
    {
        int cycle = 0;
        LeakVerdict verdict = await RunAsync(() =>
        {
            if (++cycle <= 30)
            {
                _managed.Add(new byte[LeakedBytes]);
            }
        });

        Assert.True(verdict.Suspect is null, string.Join('\n', verdict.Trends));
    }

    private static void AssertNamed(string suspect, LeakVerdict verdict) =>
        Assert.True(verdict.Suspect?.StartsWith(suspect, StringComparison.Ordinal) == true, $"{verdict.Suspect}\n{string.Join('\n', verdict.Trends)}");

    private static LeakTrend Trend(LeakVerdict verdict, LeakCounter counter) => verdict.Trends.Single(trend => trend.Counter == counter);

    private static Task<LeakVerdict> RunAsync(Action cycle, int cycles = 20) => new LeakTest().RunAsync(
        new LeakScenario(
            "planted",
            _ =>
            {
                cycle();
                return Task.CompletedTask;
            }),
        cycles,
        progress: null,
        TestContext.Current.CancellationToken);
}
