using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.AI;

namespace LocalRag.Benchmarks.Plugins;

/// <summary>What the host adds to a call of the chat model: nothing but its front, and one plugin that does nothing.</summary>
[MemoryDiagnoser]
[CategoriesColumn]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
public class PluginOverheadBenchmarks
{
    private static readonly ChatMessage[] s_messages = [new(ChatRole.User, "hello")];
    private static readonly InstantEngine s_engine = new();

    private PluginStand? _empty;
    private PluginStand? _onePlugin;
    private InstantEngine? _bare;
    private IChatClient? _emptyFront;
    private IChatClient? _pluginFront;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _bare = s_engine;
        _empty = PluginStand.Around(s_engine);
        _emptyFront = _empty.Chat;
        _onePlugin = PluginStand.Around(s_engine);
        await _onePlugin.TakeAsync("Empty");
        _pluginFront = _onePlugin.Chat;
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _empty!.DisposeAsync();
        await _onePlugin!.DisposeAsync();
    }

    [Benchmark(Baseline = true), BenchmarkCategory("Respond")]
    public Task<ChatResponse> RespondBare() => _bare!.GetResponseAsync(s_messages);

    [Benchmark, BenchmarkCategory("Respond")]
    public Task<ChatResponse> RespondEmptyHost() => _emptyFront!.GetResponseAsync(s_messages);

    [Benchmark, BenchmarkCategory("Respond")]
    public Task<ChatResponse> RespondOnePlugin() => _pluginFront!.GetResponseAsync(s_messages);

    [Benchmark(Baseline = true), BenchmarkCategory("Stream")]
    public Task<int> StreamBare() => CountAsync(_bare!);

    [Benchmark, BenchmarkCategory("Stream")]
    public Task<int> StreamEmptyHost() => CountAsync(_emptyFront!);

    [Benchmark, BenchmarkCategory("Stream")]
    public Task<int> StreamOnePlugin() => CountAsync(_pluginFront!);

    private static async Task<int> CountAsync(IChatClient client)
    {
        int updates = 0;
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(s_messages))
        {
            updates += update.Contents.Count;
        }

        return updates;
    }
}
