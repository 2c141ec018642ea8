namespace LocalRag.Plugins.Tests;

public sealed class BrokenPluginTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("constructor", "broken on purpose in constructor")]
    [InlineData("configure", "broken on purpose in configure")]
    [InlineData("first-call", "broken on purpose in call 1")]
    [InlineData("unknown-setting", "Did you mean Retrieval:Limit?")]
    [InlineData("invalid-setting", "Retrieval:Limit can't be \"-5\"")]
    [InlineData("hang", "did not answer in the Chat pipeline")]
    [InlineData("hang-constructor", "did not come out of its constructor and Configure")]
    [InlineData("hang-configure", "did not come out of its constructor and Configure")]
    [InlineData("text-of-exception", "whose text can't be had")]
    [InlineData("huge-exception", "more characters")]
    [InlineData("service", "broken on purpose in service")]
    [InlineData("second-layer", "broken on purpose in second layer")]
    public async Task A_plugin_that_fails_before_it_is_live_changes_nothing(string way, string reason)
    {
        await using PluginFixture fixture = new(LimitFor(way));
        PluginForge.Deploy(fixture.Folder, "Good");
        await fixture.Plugins.ReloadAsync(Token);

        PluginForge.Deploy(fixture.Folder, "Broken", way);
        PluginChange change = await fixture.Plugins.ReloadAsync(Token);

        Assert.False(change.Published);
        Assert.Contains(reason, Assert.Single(change.Refused), StringComparison.Ordinal);
        Assert.Equal("<v1>one two three</v1>", await fixture.AskAsync());
        PluginStatus status = Assert.Single(fixture.Plugins.List(), plugin => plugin.Id == "broken");
        Assert.Equal(PluginState.Quarantined, status.State);
        Assert.Contains(reason, status.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("constructor")]
    [InlineData("configure")]
    [InlineData("text-of-exception")]
    [InlineData("service")]
    [InlineData("second-layer")]
    [InlineData("first-call")]
    [InlineData("unknown-setting")]
    public async Task A_plugin_that_was_refused_before_it_was_live_is_unloaded(string way)
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Broken", way);

        await fixture.Plugins.ReloadAsync(Token);
        await fixture.Plugins.SettleAsync(Token);

        Assert.Empty(fixture.Plugins.ListUnloading());
        Assert.Equal(1, fixture.Plugins.Unloaded);
    }

    [Theory]
    [InlineData("hang-constructor")]
    [InlineData("hang-configure")]
    public async Task A_plugin_that_hangs_while_it_is_made_is_reported_as_leaked_and_the_host_goes_on(string way)
    {
        await using PluginFixture fixture = new(LimitFor(way));
        PluginForge.Deploy(fixture.Folder, "Broken", way);
        await fixture.Plugins.ReloadAsync(Token);
        await fixture.Plugins.SettleAsync(Token);

        PluginForge.Deploy(fixture.Folder, "Good");
        await fixture.Plugins.ReloadAsync(Token);

        Assert.True(Assert.Single(fixture.Plugins.ListUnloading()).Leaked);
        Assert.Equal("<v1>one two three</v1>", await fixture.AskAsync());
    }

    [Theory]
    [InlineData("dispose")]
    [InlineData("dispose-layer")]
    public async Task A_plugin_that_fails_on_its_way_out_is_unloaded_all_the_same(string way)
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Broken", way);
        PluginChange live = await fixture.Plugins.ReloadAsync(Token);

        Directory.Delete(Path.Combine(fixture.Folder, "broken"), recursive: true);
        await fixture.Plugins.ReloadAsync(Token);
        await fixture.Plugins.SettleAsync(Token);

        Assert.Equal(["broken"], live.Active);
        Assert.Equal("one two three", await fixture.AskAsync());
        Assert.Equal(1, fixture.Plugins.Unloaded);
        Assert.Empty(fixture.Plugins.ListUnloading());
    }

    [Fact]
    public async Task A_plugin_that_fails_too_often_in_calls_is_taken_out_by_itself()
    {
        await using PluginFixture fixture = new(("Plugins:FaultThreshold", "2"));
        PluginForge.Deploy(fixture.Folder, "Broken", "third-call");
        await fixture.Plugins.ReloadAsync(Token);

        int failures = 0;
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while (fixture.Plugins.Generation < 2 && await timer.WaitForNextTickAsync(Token))
        {
            failures += await FailsAsync(fixture) ? 1 : 0;
        }

        Assert.True(failures >= 2);
        Assert.Equal("one two three", await fixture.AskAsync());
        PluginStatus status = Assert.Single(fixture.Plugins.List());
        Assert.Equal(PluginState.Quarantined, status.State);
        Assert.Contains("2 of its calls failed", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_of_the_engine_is_not_held_against_a_plugin()
    {
        await using PluginFixture fixture = new(("Plugins:FaultThreshold", "1"));
        PluginForge.Deploy(fixture.Folder, "Good");
        await fixture.Plugins.ReloadAsync(Token);

        fixture.Engine.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(fixture.AskAsync);

        Assert.Equal(0, Assert.Single(fixture.Plugins.List()).Faults);
        Assert.Equal(["good"], (await fixture.Plugins.ReloadAsync(Token)).Active);
    }

    // Short only where the limit is what is tested: a sound plugin may need seconds on a busy machine, and would be refused with the broken one.
    private static (string, string) LimitFor(string way) =>
        ("Plugins:SelfTestLimit", way.StartsWith("hang", StringComparison.Ordinal) ? "00:00:05" : "00:01:00");

    private static async Task<bool> FailsAsync(PluginFixture fixture)
    {
        try
        {
            await fixture.AskAsync();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
