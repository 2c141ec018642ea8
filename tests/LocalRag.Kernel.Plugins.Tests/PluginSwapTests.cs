using System.Text;
using LocalRag.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace LocalRag.Plugins.Tests;

public sealed class PluginSwapTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plugin_that_is_dropped_into_the_folder_decorates_the_chat()
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Good");

        PluginChange change = await fixture.Plugins.ReloadAsync(Token);

        Assert.Empty(change.Refused);
        Assert.Equal(["good"], change.Active);
        Assert.Equal("<v1>one two three</v1>", await fixture.AskAsync());
    }

    [Fact]
    public async Task Without_plugins_the_front_reaches_the_engine()
    {
        await using PluginFixture fixture = new();

        Assert.Equal("one two three", await fixture.AskAsync());
        Assert.Same(fixture.Engine, fixture.Chat.GetService<CountingEngine>());
    }

    [Fact]
    public async Task A_newer_build_replaces_the_one_before_and_that_one_is_proven_unloaded()
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Good");
        await fixture.Plugins.ReloadAsync(Token);
        await fixture.AskAsync();

        PluginForge.Deploy(fixture.Folder, "Good", "v2");
        await fixture.Plugins.ReloadAsync(Token);
        string answer = await fixture.AskAsync();
        await fixture.Plugins.SettleAsync(Token);

        Assert.Equal("<v2>one two three</v2>", answer);
        Assert.Empty(fixture.Plugins.ListUnloading());
        Assert.Equal(1, fixture.Plugins.Unloaded);
    }

    [Fact]
    public async Task A_stream_finishes_on_the_generation_that_it_began_with()
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Good");
        await fixture.Plugins.ReloadAsync(Token);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        fixture.Engine.Gate = gate.Task;
        StringBuilder text = new();
        await using (IAsyncEnumerator<ChatResponseUpdate> stream = fixture.Chat.GetStreamingResponseAsync("hello", cancellationToken: Token).GetAsyncEnumerator(Token))
        {
            await stream.MoveNextAsync();
            text.Append(stream.Current.Text);

            PluginForge.Deploy(fixture.Folder, "Good", "v2");
            gate.SetResult();
            await fixture.Plugins.ReloadAsync(Token);
            while (await stream.MoveNextAsync())
            {
                text.Append(stream.Current.Text);
            }
        }

        Assert.Equal("<v1>one two three</v1>", text.ToString());
        Assert.Equal("<v2>one two three</v2>", await fixture.AskAsync());
    }

    [Fact]
    public async Task A_plugin_whose_folder_is_deleted_goes_away_without_a_trace()
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Good");
        await fixture.Plugins.ReloadAsync(Token);
        int limit = fixture.Get<IOptionsMonitor<RetrievalOptions>>().CurrentValue.Limit;

        Directory.Delete(Path.Combine(fixture.Folder, "good"), recursive: true);
        await fixture.Plugins.ReloadAsync(Token);
        string answer = await fixture.AskAsync();
        await fixture.Plugins.SettleAsync(Token);

        Assert.Equal(7, limit);
        Assert.Equal(new RetrievalOptions().Limit, fixture.Get<IOptionsMonitor<RetrievalOptions>>().CurrentValue.Limit);
        Assert.Equal("one two three", answer);
        Assert.Equal(1, fixture.Plugins.Unloaded);
        Assert.False(fixture.Engine.IsDisposed);
    }

    [Fact]
    public async Task What_the_user_has_set_stands_above_what_a_plugin_proposes()
    {
        await using PluginFixture fixture = new(("Retrieval:Limit", "3"));
        PluginForge.Deploy(fixture.Folder, "Good");

        await fixture.Plugins.ReloadAsync(Token);

        Assert.Equal(3, fixture.Get<IOptionsMonitor<RetrievalOptions>>().CurrentValue.Limit);
    }
}
