using LocalRag.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LocalRag.Plugins.Tests;

/// <summary>What callers may do with a call while the plugins that it goes through are swapped.</summary>
public sealed class LeaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_is_never_disposed_holds_its_plugin_no_longer_than_the_drain_limit()
    {
        await using PluginFixture fixture = new(("Plugins:DrainLimit", "00:00:00.1"));
        await TakeAsync(fixture, "v1");

        await AbandonStreamAsync(fixture);
        await TakeAsync(fixture, "v2");
        await fixture.Plugins.SettleAsync(Token);

        Assert.Equal("<v2>one two three</v2>", await fixture.AskAsync());
        Assert.Equal(1, fixture.Plugins.Unloaded);
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_by_the_drain_limit_says_so()
    {
        await using PluginFixture fixture = new(("Plugins:DrainLimit", "00:00:00.1"));
        await TakeAsync(fixture, "v1");
        fixture.Engine.Gate = new TaskCompletionSource().Task;
        await using IAsyncEnumerator<ChatResponseUpdate> stream = fixture.Chat.GetStreamingResponseAsync("hello", cancellationToken: Token).GetAsyncEnumerator(Token);
        await stream.MoveNextAsync();
        await stream.MoveNextAsync();

        ValueTask<bool> blocked = stream.MoveNextAsync();
        await TakeAsync(fixture, "v2");

        LocalRagException error = await Assert.ThrowsAsync<LocalRagException>(async () => await blocked);
        Assert.Contains("Plugins:DrainLimit", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_is_cancelled_by_its_caller_carries_the_callers_token()
    {
        await using PluginFixture fixture = new();
        await TakeAsync(fixture, "v1");
        fixture.Engine.Gate = new TaskCompletionSource().Task;
        using CancellationTokenSource cancellation = new();
        await using IAsyncEnumerator<ChatResponseUpdate> stream = fixture.Chat.GetStreamingResponseAsync("hello", cancellationToken: cancellation.Token).GetAsyncEnumerator(Token);
        await stream.MoveNextAsync();
        await stream.MoveNextAsync();

        ValueTask<bool> blocked = stream.MoveNextAsync();
        await cancellation.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await blocked);
        Assert.True(error.CancellationToken.IsCancellationRequested);
    }

    [Fact]
    public async Task A_stream_that_is_disposed_twice_gives_its_lease_back_once()
    {
        await using PluginFixture fixture = new();
        await TakeAsync(fixture, "v1");
        IAsyncEnumerator<ChatResponseUpdate> first = fixture.Chat.GetStreamingResponseAsync("hello", cancellationToken: Token).GetAsyncEnumerator(Token);
        await using IAsyncEnumerator<ChatResponseUpdate> second = fixture.Chat.GetStreamingResponseAsync("hello", cancellationToken: Token).GetAsyncEnumerator(Token);
        await first.MoveNextAsync();
        await second.MoveNextAsync();

        await first.DisposeAsync();
        await first.DisposeAsync();

        Assert.Equal(1, fixture.Plugins.Switch.Current.Leases);
    }

    [Fact]
    public async Task A_stream_that_is_made_before_a_swap_and_read_after_it_is_of_the_new_generation()
    {
        await using PluginFixture fixture = new();
        await TakeAsync(fixture, "v1");

        IAsyncEnumerable<ChatResponseUpdate> stream = fixture.Chat.GetStreamingResponseAsync("hello", cancellationToken: Token);
        await TakeAsync(fixture, "v2");
        await fixture.Plugins.SettleAsync(Token);

        Assert.Equal("<v2>one two three</v2>", (await stream.ToChatResponseAsync(Token)).Text);
    }

    [Fact]
    public async Task Services_are_found_through_a_front_at_any_moment_of_a_swap()
    {
        await using PluginFixture fixture = new();
        await TakeAsync(fixture, "v1");
        bool over = false;
        Task<int> asking = Task.Run(
            () =>
            {
                int missed = 0;
                while (!Volatile.Read(ref over))
                {
                    missed += fixture.Chat.GetService<CountingEngine>() is null ? 1 : 0;
                }

                return missed;
            },
            Token);

        foreach (string version in (string[])["v2", "v1", "v2", "v1"])
        {
            await TakeAsync(fixture, version);
        }

        await fixture.Plugins.SettleAsync(Token);
        Volatile.Write(ref over, true);
        Assert.Equal(0, await asking);
        Assert.Equal(4, fixture.Plugins.Unloaded);
    }

    [Fact]
    public async Task A_listener_to_the_settings_that_throws_does_not_stop_a_swap()
    {
        await using PluginFixture fixture = new();
        using IDisposable? listener = fixture.Get<IOptionsMonitor<RetrievalOptions>>().OnChange(_ => throw new InvalidOperationException("broken on purpose in listener"));

        await TakeAsync(fixture, "v1");

        Assert.Equal("<v1>one two three</v1>", await fixture.AskAsync());
    }

    [Fact]
    public async Task A_host_can_be_disposed_twice()
    {
        await using PluginFixture fixture = new();
        await TakeAsync(fixture, "v1");

        await fixture.Plugins.DisposeAsync();
        await fixture.Plugins.DisposeAsync();

        Assert.Equal(1, fixture.Plugins.Unloaded);
    }

    [Fact]
    public async Task A_host_that_closes_cancels_what_still_runs_long_before_the_drain_limit()
    {
        FakeTimeProvider clock = new();
        PluginFixture fixture = new(clock, ("Plugins:DrainLimit", "01:00:00"));
        await TakeAsync(fixture, "v1");
        await AbandonStreamAsync(fixture);

        DateTimeOffset began = clock.GetUtcNow();
        Task closed = fixture.DisposeAsync().AsTask();
        while (!closed.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(closed, Task.Delay(TimeSpan.FromMilliseconds(20), Token));
        }

        await closed;
        Assert.InRange(clock.GetUtcNow() - began, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(30));
    }

    private static async Task TakeAsync(PluginFixture fixture, string version)
    {
        PluginForge.Deploy(fixture.Folder, "Good", version);
        Assert.True((await fixture.Plugins.ReloadAsync(Token)).Published);
    }

    private static async Task AbandonStreamAsync(PluginFixture fixture)
    {
        IAsyncEnumerator<ChatResponseUpdate> stream = fixture.Chat.GetStreamingResponseAsync("hello", cancellationToken: Token).GetAsyncEnumerator(Token);
        await stream.MoveNextAsync();
    }
}
