using LocalRag.Benchmarks.Plugins;
using LocalRag.Benchmarks.Plugins.Soak;

namespace LocalRag.Plugins.Tests;

public sealed class PluginSoakTests
{
    [Fact]
    public async Task Swaps_under_load_fail_no_call_mix_no_answer_and_leave_nothing_in_memory()
    {
        await using PluginStand stand = PluginStand.Around(new FastEngine());

        SoakReport report = await PluginSoak.RunAsync(stand, new MarkingPlugin(), swaps: 100);

        Assert.Empty(report.Failures);
        Assert.Empty(report.Mixed);
        Assert.True(report.Answers > 100, $"only {report.Answers} answers");
        Assert.Equal(100, report.Unloaded);
        Assert.Empty(stand.Plugins.ListUnloading());
        Assert.Equal(1, report.Contexts);
    }
}
