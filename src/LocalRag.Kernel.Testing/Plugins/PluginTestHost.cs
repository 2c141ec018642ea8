using LocalRag.Plugins;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Testing;

/// <summary>A host over engines that answer at once, with a plugin folder of its own.</summary>
public sealed class PluginTestHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly string _root = Directory.CreateTempSubdirectory("localrag-plugin-").FullName;
    private int _builds;

    /// <summary>Initializes a host.</summary>
    /// <param name="settings">Settings of the user, such as <c>Plugins:stopwatch:Limit</c> = <c>5</c>.</param>
    public PluginTestHost(params IEnumerable<KeyValuePair<string, string?>> settings)
    {
        PluginFolder = Path.Combine(_root, "plugins");
        Directory.CreateDirectory(PluginFolder);
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("LocalRag:DataDirectory", _root), new("LocalRag:Plugins:Directory", PluginFolder)])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create("LocalRag:" + setting.Key, setting.Value)))
            .Build();
        ServiceCollection services = [];
        services.AddLocalRag(configuration);
        services.AddSingleton<IDocumentIndex>(Index);
        services.AddKeyedSingleton<IChatClient>(LocalRagKeys.Engine, Chat);
        services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(LocalRagKeys.Engine, Embeddings);
        _services = services.BuildServiceProvider();
    }

    /// <summary>Gets the engine behind the Chat pipeline.</summary>
    public TestChatClient Chat { get; } = TestChatClient.Answering("The answer has a few words.");

    /// <summary>Gets the engine behind the Embeddings pipeline.</summary>
    public TestEmbeddingGenerator Embeddings { get; } = new();

    /// <summary>Gets the index behind the Retrieval pipeline.</summary>
    public TestDocumentIndex Index { get; } = new() { Hits = TestRetriever.FindHits("the answer", 3) };

    /// <summary>Gets the folder that plugins are deployed to.</summary>
    public string PluginFolder { get; }

    /// <summary>Gets the host's services: the fronts of the pipelines, and <see cref="PluginHost"/>.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Gets the keeper of the plugins.</summary>
    public PluginHost Plugins => _services.GetRequiredService<PluginHost>();

    /// <summary>Copies a plugin's build output into the plugin folder; each time it counts as another build.</summary>
    /// <param name="directory">The folder with the plugin's files.</param>
    /// <returns>The folder that it was copied to.</returns>
    public string Deploy(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        string target = Path.Combine(PluginFolder, Path.GetFileName(Path.TrimEndingDirectorySeparator(directory)));
        foreach (string file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(directory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        // What a build is told apart by is the hash over all its files.
        File.WriteAllText(Path.Combine(target, "build.txt"), $"{++_builds}");
        return target;
    }

    /// <summary>Calls each pipeline once, the chat pipelines streamed too.</summary>
    public async Task CallEveryPipelineAsync(CancellationToken cancellationToken)
    {
        foreach (IChatClient client in new[] { _services.GetRequiredService<IChatClient>(), _services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers) })
        {
            Assert.NotEmpty((await client.GetResponseAsync("What is the answer?", cancellationToken: cancellationToken)).Text);
            Assert.NotEmpty((await client.GetStreamingResponseAsync("What is the answer?", cancellationToken: cancellationToken).ToChatResponseAsync(cancellationToken)).Text);
        }

        IEmbeddingGenerator<string, Embedding<float>> embeddings = _services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();
        Assert.Equal(2, (await embeddings.GenerateAsync(["one text", "another text"], null, cancellationToken)).Count);
        RetrievalResult found = await _services.GetRequiredService<IRetriever>().RetrieveAsync(new RetrievalQuery("What is the answer?"), cancellationToken);
        Assert.NotNull(found.Hits);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
