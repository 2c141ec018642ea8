using LocalRag.Plugins.Cache;
using LocalRag.Testing;

namespace LocalRag.Plugins.Tests;

public sealed class CachePluginTests : PluginConformanceTests<CachePlugin>
{
    [Theory]
    [InlineData("BudgetMb", "0")]
    [InlineData("QueryEntries", "many")]
    [InlineData("KeepRandom", "")]
    [InlineData("Budget", "1")]
    public async Task A_setting_that_cannot_be_is_refused_with_its_name(string key, string value)
    {
        await using PluginTestHost host = new([new($"Plugins:cache:{key}", value)]);
        host.Deploy(PluginDirectory);

        PluginChange change = await host.Plugins.ReloadAsync(TestContext.Current.CancellationToken);

        Assert.Contains(key, Assert.Single(change.Refused), StringComparison.Ordinal);
    }
}
