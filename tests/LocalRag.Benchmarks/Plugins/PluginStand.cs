using LocalRag.Plugins;
using LocalRag.Plugins.Health;
using LocalRag.Plugins.Tests;
using LocalRag.Tuning;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Benchmarks.Plugins;

/// <summary>A host with a plugin folder of its own, for measurements.</summary>
internal sealed class PluginStand : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("localrag-stand-").FullName;
    private readonly ServiceProvider _services;

    /// <summary>Makes the host.</summary>
    /// <param name="addEngine">Registers the chat engine.</param>
    /// <param name="settings">More settings of the host.</param>
    public PluginStand(Action<ILocalRagBuilder> addEngine, params KeyValuePair<string, string?>[] settings)
    {
        Folder = Path.Combine(_root, "plugins");
        Directory.CreateDirectory(Folder);
        ServiceCollection services = [];
        ILocalRagBuilder builder = services.AddLocalRag(new ConfigurationBuilder().AddInMemoryCollection([
            new("LocalRag:DataDirectory", _root), new("LocalRag:Plugins:Directory", Folder), .. settings]).Build());
        addEngine(builder);
        services.AddSingleton<IDocumentIndex>(new OnePassageIndex());
        services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(LocalRagKeys.Engine, new StubEngine());
        _services = services.BuildServiceProvider();
    }

    public string Folder { get; }

    public PluginHost Plugins => _services.GetRequiredService<PluginHost>();

    public IChatClient Chat => _services.GetRequiredService<IChatClient>();

    public IChatClient Answers => _services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Returns tuning as a plugin has it; who calls disposes of it.</summary>
    public PluginTuning BeginTuning() => new(Get<OnlineTuning>());

    public static PluginStand Around(IChatClient engine) =>
        new(builder => builder.Services.AddKeyedSingleton(LocalRagKeys.Engine, engine));

    /// <summary>Compiles a plugin, puts it into the folder and makes it live.</summary>
    public async Task TakeAsync(string source)
    {
        PluginForge.Deploy(Folder, source);
        await ReloadAsync();
    }

    /// <summary>Makes live what is in the folder.</summary>
    public async Task ReloadAsync()
    {
        PluginChange change = await Plugins.ReloadAsync();
        if (change is not { Published: true, Refused: [] })
        {
            throw new InvalidOperationException($"The plugin did not go live: {string.Join(' ', change.Refused)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
