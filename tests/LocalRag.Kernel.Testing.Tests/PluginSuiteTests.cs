using LocalRag.Plugins.Tests;

namespace LocalRag.Testing.Tests;

public sealed class PluginSuiteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("localrag-suite-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_good_plugin_conforms_but_for_the_suite_of_its_layer()
    {
        PluginForge.Deploy(_folder, "Good");

        // There is no public suite for the good plugin's chat layer here, and that is what is missing.
        Assert.Equal([nameof(PluginConformanceTests.Every_layer_has_a_conformance_class)], await FailuresAsync("good"));
    }

    [Theory]
    [InlineData("constructor")]
    [InlineData("configure")]
    [InlineData("first-call")]
    [InlineData("invalid-setting")]
    public async Task A_plugin_that_a_host_does_not_take_fails(string way)
    {
        PluginForge.Deploy(_folder, "Broken", way);

        Assert.Contains(nameof(PluginConformanceTests.Plugin_is_taken_by_a_host), await FailuresAsync("broken"));
    }

    [Fact]
    public async Task A_plugin_that_fails_now_and_then_fails()
    {
        PluginForge.Deploy(_folder, "Broken", "third-call");

        Assert.Contains(nameof(PluginConformanceTests.Plugin_is_swapped_under_load), await FailuresAsync("broken"));
    }

    [Fact]
    public async Task A_plugin_that_can_not_be_unloaded_fails()
    {
        const string source = """
            using System;
            using LocalRag;

            [assembly: RagPlugin("leaky")]

            public sealed class LeakyPlugin : RagPlugin
            {
                public override void Configure(IRagPluginBuilder builder) => AppDomain.CurrentDomain.ProcessExit += OnExit;

                private void OnExit(object sender, EventArgs arguments)
                {
                }
            }
            """;
        Directory.CreateDirectory(Path.Combine(_folder, "leaky"));
        await File.WriteAllBytesAsync(Path.Combine(_folder, "leaky", "Leaky.dll"), PluginForge.Emit("Leaky", source), TestContext.Current.CancellationToken);

        IReadOnlyList<string> failures = await FailuresAsync("leaky");

        Assert.Equal(
            [nameof(PluginConformanceTests.Plugin_is_swapped_under_load), nameof(PluginConformanceTests.Plugin_leaves_no_trace_when_it_is_taken_out)],
            failures.Order(StringComparer.Ordinal));
    }

    private Task<IReadOnlyList<string>> FailuresAsync(string plugin) => SuiteRun.FailuresAsync(() => new Suite(Path.Combine(_folder, plugin)));

    private sealed class Suite(string directory) : PluginConformanceTests
    {
        protected override string PluginDirectory => directory;
    }
}
