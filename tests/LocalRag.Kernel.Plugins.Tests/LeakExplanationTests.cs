using LocalRag.Cli.Leaks;

namespace LocalRag.Plugins.Tests;

public sealed class LeakExplanationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("event", "System.EventHandler")]
    [InlineData("timer", "System.Threading.TimerQueue")]
    [InlineData("thread", "which runs LeakyPlugin.Loop()")]
    public async Task OfThisProcess_LeakedPlugin_NamesWhatHoldsIt(string way, string holder)
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Leaky", way);
        await fixture.Plugins.ReloadAsync(Token);
        Directory.Delete(Path.Combine(fixture.Folder, "leaky"), recursive: true);
        await fixture.Plugins.ReloadAsync(Token);
        await fixture.Plugins.SettleAsync(Token);

        Assert.True(Assert.Single(fixture.Plugins.ListUnloading()).Leaked);
        IReadOnlyList<string> path = LeakExplanation.OfThisProcess("leaky");

        Assert.Contains(holder, string.Join(" -> ", path), StringComparison.Ordinal);
        Assert.StartsWith("the load context of plugin leaky", path[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task OfThisProcess_PluginThatIsGone_IsEmpty()
    {
        await using PluginFixture fixture = new();

        Assert.Empty(LeakExplanation.OfThisProcess("good"));
    }
}
