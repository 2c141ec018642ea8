using System.Runtime.CompilerServices;
using LocalRag.Plugins.Health;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Plugins.Tests;

/// <summary>A host over stub engines, with a plugin folder of its own.</summary>
internal sealed class PluginFixture : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public PluginFixture(params (string Key, string Value)[] settings)
        : this(TimeProvider.System, settings)
    {
    }

    public PluginFixture(TimeProvider clock, params (string Key, string Value)[] settings)
    {
        Root = Directory.CreateTempSubdirectory("localrag-plugins-").FullName;
        Folder = Path.Combine(Root, "plugins");
        Directory.CreateDirectory(Folder);
        Dictionary<string, string?> configuration = new()
        {
            ["LocalRag:DataDirectory"] = Root,
            ["LocalRag:Plugins:Directory"] = Folder,
            ["LocalRag:Plugins:OptimizersDirectory"] = Path.Combine(Root, "none"),
        };
        foreach ((string key, string value) in settings)
        {
            configuration["LocalRag:" + key] = value;
        }

        ServiceCollection services = [];
        services.AddSingleton(clock);
        services.AddLocalRag(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build());
        services.AddKeyedSingleton<IChatClient>(LocalRagKeys.Engine, Engine);
        services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(LocalRagKeys.Engine, new StubEngine());
        _services = services.BuildServiceProvider();
    }

    public CountingEngine Engine { get; } = new();

    public string Root { get; }

    public string Folder { get; }

    public PluginHost Plugins => _services.GetRequiredService<PluginHost>();

    public IChatClient Chat => _services.GetRequiredService<IChatClient>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    [MethodImpl(MethodImplOptions.NoInlining)]
    public async Task<string> AskAsync() =>
        (await Chat.GetResponseAsync("hello", cancellationToken: TestContext.Current.CancellationToken)).Text;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }
}
