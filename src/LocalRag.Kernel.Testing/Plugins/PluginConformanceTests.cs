using LocalRag.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Testing;

/// <summary>What a plugin must hold to as a whole, in a real host that loads it from its files. Derive from <see cref="PluginConformanceTests{TPlugin}"/> where the test project refers to the plugin.</summary>
public abstract class PluginConformanceTests
{
    private const int Callers = 8;
    private const int Swaps = 10;

    private static readonly Dictionary<PipelineKind, Type> s_suites = new()
    {
        [PipelineKind.Answers] = typeof(AnswersLayerConformanceTests),
        [PipelineKind.Chat] = typeof(ChatLayerConformanceTests),
        [PipelineKind.Embeddings] = typeof(EmbeddingLayerConformanceTests),
        [PipelineKind.Retrieval] = typeof(RetrievalLayerConformanceTests),
    };

    /// <summary>Gets the folder with the plugin's build output, as it would be deployed.</summary>
    protected abstract string PluginDirectory { get; }

    /// <summary>Gets the settings that a user would have to set for the plugin, such as <c>Plugins:stopwatch:Limit</c> = <c>5</c>.</summary>
    /// <value>The default is none: a plugin should do without.</value>
    protected virtual IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The host takes the plugin: its files, its constructor, Configure, the settings that it proposes and the self-test of all pipelines.</summary>
    [Fact]
    public async Task Plugin_is_taken_by_a_host()
    {
        await using PluginTestHost host = await StartAsync();

        Assert.Equal(PluginState.Active, Assert.Single(host.Plugins.List()).State);
    }

    /// <summary>All four pipelines answer with the plugin in them, and none of the answers counts as a fault of the plugin.</summary>
    [Fact]
    public async Task Pipelines_answer_with_the_plugin()
    {
        await using PluginTestHost host = await StartAsync();

        await host.CallEveryPipelineAsync(Token);

        Assert.Equal(0, Assert.Single(host.Plugins.List()).Faults);
    }

    /// <summary>After it was taken out, the settings are what they were, and its load context has been collected.</summary>
    [Fact]
    public async Task Plugin_leaves_no_trace_when_it_is_taken_out()
    {
        await using PluginTestHost host = new(Settings);
        string before = ReadSettings(host);
        string folder = host.Deploy(PluginDirectory);
        await ReloadAsync(host);

        // Not on the runner's own threads: what such a thread did last, it holds until it has something else to do.
        await Task.Run(() => host.CallEveryPipelineAsync(Token), Token);

        Directory.Delete(folder, recursive: true);
        await host.Plugins.ReloadAsync(Token);
        await host.CallEveryPipelineAsync(Token);

        await AssertUnloadedAsync(host, 1);
        Assert.Equal(before, ReadSettings(host));
        Assert.Empty(host.Plugins.List());
    }

    /// <summary>It is replaced by another build of itself while calls are running: no call fails, and every build that was replaced is collected.</summary>
    [Fact]
    public async Task Plugin_is_swapped_under_load()
    {
        await using PluginTestHost host = await StartAsync();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<string?>[] callers = [.. Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallUntilAsync(host, stop.Token), Token))];

        for (int swap = 0; swap < Swaps; swap++)
        {
            host.Deploy(PluginDirectory);
            await ReloadAsync(host);
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(callers), Assert.Null);
        await AssertUnloadedAsync(host, Swaps);
    }

    /// <summary>For each pipeline that the plugin puts a layer around, the test assembly has a class that derives from that pipeline's suite.</summary>
    [Fact]
    public async Task Every_layer_has_a_conformance_class()
    {
        await using PluginTestHost host = await StartAsync();

        foreach (PipelineDescription pipeline in host.Plugins.Describe().Where(pipeline => pipeline.Layers.Any(layer => layer.Order is not null)))
        {
            Type suite = s_suites[pipeline.Pipeline];
            Assert.True(
                GetType().Assembly.GetTypes().Any(type => type is { IsVisible: true, IsAbstract: false } && DerivesFrom(type, suite)),
                $"The plugin has a layer in the {pipeline.Pipeline} pipeline, and {GetType().Assembly.GetName().Name} has no public class derived from {suite.Name}.");
        }
    }

    // Every suite of the answers is one of the chat, but a layer of the chat needs a suite that is not one of the answers.
    private static bool DerivesFrom(Type type, Type suite) =>
        type.IsSubclassOf(suite) && (suite == typeof(AnswersLayerConformanceTests) || !type.IsSubclassOf(typeof(AnswersLayerConformanceTests)));

    private static string ReadSettings(PluginTestHost host) => string.Join(
        '\n', host.Services.GetRequiredService<ILocalRagBuilder>().Configuration.AsEnumerable().OrderBy(pair => pair.Key, StringComparer.Ordinal));

    private static async Task ReloadAsync(PluginTestHost host)
    {
        PluginChange change = await host.Plugins.ReloadAsync(Token);
        Assert.True(change is { Refused: [], Active.Count: 1, Published: true }, $"The host did not take the plugin: {string.Join(' ', change.Refused)}");
    }

    private static async Task AssertUnloadedAsync(PluginTestHost host, int expected)
    {
        await host.Plugins.SettleAsync(Token);
        int leaked = host.Plugins.ListUnloading().Count;
        Assert.True(
            leaked == 0 && host.Plugins.Unloaded == expected,
            $"{leaked} of {expected} builds of the plugin that were taken out are still in memory. PLUGIN-AUTHORING.md lists what holds an assembly; 'localrag plugins why-alive' shows it in a running host.");
    }

    private static async Task<string?> CallUntilAsync(PluginTestHost host, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await host.CallEveryPipelineAsync(Token);
            }

            return null;
        }
        catch (Exception exception)
        {
            // Text, not the exception: one of the plugin's type would keep its assembly loaded.
            return exception.ToString();
        }
    }

    private async Task<PluginTestHost> StartAsync()
    {
        PluginTestHost host = new(Settings);
        host.Deploy(PluginDirectory);
        await ReloadAsync(host);
        return host;
    }
}
