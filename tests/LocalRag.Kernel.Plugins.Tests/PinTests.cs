using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using LocalRag.Cli.Leaks;
using LocalRag.Measurement;
using LocalRag.Memory.Reporting;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Tests;

/// <summary>Every way that is known to keep a plugin in memory is reported; whatever only looks like one is not.</summary>
public sealed class PinTests
{
    private static readonly byte[] s_pins = PluginForge.Compile("Pins");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("converter", "System.ComponentModel.ReflectTypeDescriptionProvider")]
    [InlineData("properties", "System.ComponentModel.ReflectTypeDescriptionProvider")]
    [InlineData("dynamic", "Microsoft.CSharp.RuntimeBinder")]
    [InlineData("host-provider", "DependencyInjection.ServiceProvider")]
    [InlineData("host-provider-list", "DependencyInjection.ServiceProvider")]
    [InlineData("ai-function", "static field Microsoft.Extensions.AI.AIJsonUtilities")]
    [InlineData("ai-function-primitives", "static field Microsoft.Extensions.AI.AIJsonUtilities")]
    [InlineData("kernel-plugin", "static field Microsoft.SemanticKernel.KernelFunctionFromMethod")]
    [InlineData("instance-event", "field CollectionChanged")]
    [InlineData("process-exit", "field ProcessExit")]
    [InlineData("unobserved-task", "TaskScheduler.UnobservedTaskException")]
    [InlineData("resolving", "field _resolving")]
    [InlineData("timer", "TimerQueueTimer, field _timerCallback")]
    [InlineData("delay-loop", "System.Threading.Tasks.Task+DelayPromise")]
    [InlineData("thread-loop", "which runs Pins")]
    [InlineData("host-task", "AsyncStateMachineBox<Pins+<WaitAsync>")]
    [InlineData("registered-wait", "RegisteredWaitHandle")]
    [InlineData("async-local-host-timer", "ExecutionContext, field m_localValues")]
    [InlineData("thread-local", "thread-static field System.Threading.ThreadLocal<System.Object>")]
    [InlineData("observable-meter", "ObservableGauge<System.Int32>, field _callback")]
    [InlineData("token-registration", "CancellationTokenSource+CallbackNode")]
    [InlineData("linked-token-source", "CancellationTokenSource+Linked1CancellationTokenSource")]
    [InlineData("gc-handle", "strong handle -> Note")]
    [InlineData("rooted-delegate", "strong handle -> System.Func<System.Int32>")]
    [InlineData("kept-exception", "NoteException")]
    [InlineData("type-key", "Dictionary<System.Type, System.Object>")]
    public async Task A_plugin_that_something_holds_is_reported_as_leaked_and_explained(string way, string holder)
    {
        await using PluginFixture fixture = new(("Plugins:pins:Way", way));
        Dictionary<string, object> host = CreateHooks(fixture);

        await UseAndRemoveAsync(fixture, host);

        PluginUnload left = Assert.Single(fixture.Plugins.ListUnloading());
        Assert.Equal(("pins", true), (left.PluginId, left.Leaked));
        Assert.Equal(0, fixture.Plugins.Unloaded);
        Assert.Equal("one two three", await fixture.AskAsync());
        IReadOnlyList<string> path = LeakExplanation.OfThisProcess("pins");
        Assert.Contains(holder, string.Join(" -> ", path), StringComparison.Ordinal);
        Assert.StartsWith("the load context of plugin pins", path[^1], StringComparison.Ordinal);
        GC.KeepAlive(host);
    }

    [Theory]
    [InlineData("json-default")]
    [InlineData("json-own-options")]
    [InlineData("json-anonymous")]
    [InlineData("json-hash")]
    [InlineData("structured-output")]
    [InlineData("ai-function-own-options")]
    public async Task A_plugin_that_only_a_known_cache_holds_is_released_and_unloaded(string way) => await UnloadsAsync(way);

    [Theory]
    [InlineData("json-contract")]
    [InlineData("regex-compiled")]
    [InlineData("regex-static")]
    [InlineData("expression")]
    [InlineData("activator")]
    [InlineData("own-provider")]
    [InlineData("own-provider-disposed")]
    [InlineData("ai-function-subclass")]
    [InlineData("kernel-plugin-primitives")]
    [InlineData("prompt-function")]
    [InlineData("open-telemetry")]
    [InlineData("disposed-timer")]
    [InlineData("thread-static")]
    [InlineData("channel-reader")]
    [InlineData("async-local")]
    [InlineData("counter-meter")]
    [InlineData("activity-source")]
    [InlineData("event-source")]
    [InlineData("disposed-registration")]
    [InlineData("weak-table")]
    [InlineData("logger-message")]
    [InlineData("http-client")]
    [InlineData("dll-resolver")]
    [InlineData("array-pool")]
    [InlineData("enum")]
    [InlineData("unmanaged-callers-only")]
    [InlineData("unrooted-delegate")]
    public async Task A_plugin_that_nothing_holds_is_proven_unloaded(string way) => await UnloadsAsync(way);

    [Fact]
    public void A_plugin_that_is_not_there_has_no_explanation() => Assert.Empty(LeakExplanation.OfThisProcess("nobody"));

    [Fact]
    public async Task A_plugin_that_left_its_memory_in_the_ledger_is_proven_unloaded_though_an_instrument_told_of_it()
    {
        await using PluginFixture fixture = new(("Plugins:pins:Way", "memory-owner"));
        using MemoryTelemetry telemetry = new(fixture.Get<MemoryReporter>());
        await telemetry.StartAsync(Token);
        using MeterCollector collector = new();
        Dictionary<string, object> host = CreateHooks(fixture);
        bool told = false;
        host["read-instruments"] = (Action)(() => told = Tells(collector));

        await UseAndRemoveAsync(fixture, host);

        Assert.True(told);
        Assert.False(Tells(collector));
        Assert.Empty(fixture.Plugins.ListUnloading());
        Assert.Equal(1, fixture.Plugins.Unloaded);

        static bool Tells(MeterCollector collector) =>
            collector.Read().Any(reading => reading is { Name: "localrag.memory.bytes", Tags: "localrag.memory.owner=notes", Sum: 12_345 });
    }

    [Fact]
    public async Task A_leaked_plugin_that_is_let_go_of_later_no_longer_counts_as_leaked()
    {
        await using PluginFixture fixture = new(("Plugins:pins:Way", "host-task"));
        Dictionary<string, object> host = CreateHooks(fixture);
        await UseAndRemoveAsync(fixture, host);
        bool leaked = Assert.Single(fixture.Plugins.ListUnloading()).Leaked;

        ((TaskCompletionSource)host["never"]).SetResult();
        await UseAndRemoveAsync(fixture, CreateHooks(fixture, released: true));

        Assert.True(leaked);
        Assert.Empty(fixture.Plugins.ListUnloading());
        Assert.Equal(2, fixture.Plugins.Unloaded);
    }

    [Fact]
    public async Task A_call_that_ignores_its_cancellation_holds_its_plugin_but_not_the_swap()
    {
        await using PluginFixture fixture = new(("Plugins:pins:Way", "awaited-host-task"), ("Plugins:DrainLimit", "00:00:00.1"));
        Dictionary<string, object> host = CreateHooks(fixture);
        PluginForge.Deploy(fixture.Folder, "Pins", s_pins);
        await fixture.Plugins.ReloadAsync(Token);

        Task<ChatResponse> call = AskAsync(fixture, host);
        await RemoveAsync(fixture);
        PluginUnload held = Assert.Single(fixture.Plugins.ListUnloading());
        string meanwhile = await fixture.AskAsync();
        ((TaskCompletionSource)host["never"]).SetResult();
        string late = (await call).Text;

        Assert.True(held.Leaked);
        Assert.Equal("one two three", meanwhile);
        Assert.Equal("one two three", late);
    }

    private static async Task UnloadsAsync(string way)
    {
        await using PluginFixture fixture = new(("Plugins:pins:Way", way));
        Dictionary<string, object> host = CreateHooks(fixture);

        await UseAndRemoveAsync(fixture, host);

        Assert.Empty(fixture.Plugins.ListUnloading());
        Assert.Equal(1, fixture.Plugins.Unloaded);
        GC.KeepAlive(host);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task UseAndRemoveAsync(PluginFixture fixture, Dictionary<string, object> host)
    {
        PluginForge.Deploy(fixture.Folder, "Pins", s_pins);
        Assert.Equal(["pins"], (await fixture.Plugins.ReloadAsync(Token)).Active);
        await AskAsync(fixture, host);
        await RemoveAsync(fixture);
    }

    private static async Task RemoveAsync(PluginFixture fixture)
    {
        Directory.Delete(Path.Combine(fixture.Folder, "pins"), recursive: true);
        await fixture.Plugins.ReloadAsync(Token);
        await fixture.Plugins.SettleAsync(Token);
    }

    private static Task<ChatResponse> AskAsync(PluginFixture fixture, Dictionary<string, object> host) =>
        fixture.Chat.GetResponseAsync("hello", new ChatOptions { AdditionalProperties = new() { ["host"] = host } }, Token);

    private static Dictionary<string, object> CreateHooks(PluginFixture fixture, bool released = false)
    {
        List<object> kept = [];
        TaskCompletionSource never = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (released)
        {
            never.SetResult();
        }

        return new()
        {
            ["services"] = fixture.Get<IServiceProvider>(),
            ["collection"] = new ObservableCollection<int>(),
            ["never"] = never,
            ["event"] = new ManualResetEvent(false),
            ["start-timer"] = (Action)(() => kept.Add(new Timer(_ => { }, null, TimeSpan.FromHours(1), TimeSpan.FromHours(1)))),
            ["kept"] = kept,
            ["types"] = new Dictionary<Type, object>(),
            ["token"] = new CancellationTokenSource(),
            ["weak"] = new ConditionalWeakTable<object, object>(),
        };
    }
}
