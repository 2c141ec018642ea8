using LocalRag.Plugins;
using LocalRag.Testing;

namespace Acme.Sample.Tests;

public sealed class SampleClassOptionsTests
{
    [Fact]
    public async Task A_value_out_of_its_range_is_refused_with_the_name_of_the_setting()
    {
        await using PluginTestHost host = new([new("Plugins:sample-plugin-id:WarnAfterSeconds", "-1")]);
        host.Deploy(Path.Combine(AppContext.BaseDirectory, "plugins-under-test", "Acme.Sample"));

        PluginChange change = await host.Plugins.ReloadAsync(TestContext.Current.CancellationToken);

        Assert.Contains("WarnAfterSeconds", Assert.Single(change.Refused), StringComparison.Ordinal);
    }
}
