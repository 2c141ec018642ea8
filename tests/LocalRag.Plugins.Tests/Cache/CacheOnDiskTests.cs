using LocalRag.Ingestion;
using LocalRag.Plugins.Cache;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Plugins.Tests;

/// <summary>Vectors are computed once for a text, over all indexes and processes.</summary>
public sealed class CacheOnDiskTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("localrag-disk-").FullName;
    private readonly MemoryStore _store = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Second_ingest_into_a_new_index_calls_the_real_encoder_not_once()
    {
        (IngestionReport first, int calls) = await IngestAsync("first");
        (IngestionReport second, int callsAgain) = await IngestAsync("second");

        Assert.True(first.Chunks > 20 && calls > 0, $"{first.Chunks} chunks in {calls} calls: the test shows nothing.");
        Assert.Equal(first.Chunks, second.Chunks);
        Assert.Equal(0, callsAgain);
        Assert.Equal(await SearchAsync("first"), await SearchAsync("second"));
    }

    [Fact]
    public async Task What_is_on_disk_does_not_reach_the_model_and_what_is_not_is_kept()
    {
        FingerprintedGenerator inner = new();
        using (IEmbeddingGenerator<string, Embedding<float>> cache = Cache(inner))
        {
            await cache.GenerateAsync(["a", "b"], null, Token);
        }

        using IEmbeddingGenerator<string, Embedding<float>> later = Cache(inner);
        await later.GenerateAsync(["b", "c", "a"], null, Token);

        Assert.Equal(["a", "b", "c"], inner.Texts);
    }

    [Fact]
    public async Task Another_model_finds_nothing_of_the_first()
    {
        FingerprintedGenerator inner = new();
        using (IEmbeddingGenerator<string, Embedding<float>> cache = Cache(inner))
        {
            await cache.GenerateAsync(["a"], null, Token);
        }

        inner.Fingerprint = "another model";
        using IEmbeddingGenerator<string, Embedding<float>> later = Cache(inner);
        await later.GenerateAsync(["a"], null, Token);

        Assert.Equal(["a", "a"], inner.Texts);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("changed meanwhile")]
    public async Task Vectors_of_a_model_that_is_not_known_are_not_kept_on_disk(string? after)
    {
        FingerprintedGenerator inner = new();
        inner.OnGenerate = () => inner.Fingerprint = after;
        using IEmbeddingGenerator<string, Embedding<float>> cache = Cache(inner);

        await cache.GenerateAsync(["a"], null, Token);

        Assert.Empty(_store.Kept);
    }

    [Fact]
    public async Task A_request_passes_the_disk_by_or_renews_what_it_holds()
    {
        FingerprintedGenerator inner = new();
        using IEmbeddingGenerator<string, Embedding<float>> cache = Cache(inner);

        await cache.GenerateAsync(["a"], Options(CacheUse.Bypass), Token);
        Assert.Empty(_store.Kept);

        await cache.GenerateAsync(["a"], Options(CacheUse.Refresh), Token);
        await cache.GenerateAsync(["a"], Options(CacheUse.Refresh), Token);
        Assert.Equal(2, _store.Kept.Count);
        Assert.Equal(3, inner.Texts.Count);
    }

    [Fact]
    public async Task With_options_that_the_fingerprint_does_not_know_nothing_is_kept_on_disk()
    {
        FingerprintedGenerator inner = new();
        using IEmbeddingGenerator<string, Embedding<float>> cache = Cache(inner);

        await cache.GenerateAsync(["a"], new EmbeddingGenerationOptions { Dimensions = 2 }, Token);
        await cache.GenerateAsync(["a"], new EmbeddingGenerationOptions { AdditionalProperties = new() { ["task"] = "query" } }, Token);

        Assert.Empty(_store.Kept);
    }

    [Fact]
    public async Task Turned_off_it_does_not_touch_the_disk()
    {
        using IEmbeddingGenerator<string, Embedding<float>> cache = Cache(new FingerprintedGenerator(), ("KeepOnDisk", "false"));

        await cache.GenerateAsync(["a"], null, Token);

        Assert.Empty(_store.Kept);
    }

    private static EmbeddingGenerationOptions Options(CacheUse use) => new() { AdditionalProperties = CacheControl.ToProperties(use) };

    private IEmbeddingGenerator<string, Embedding<float>> Cache(FingerprintedGenerator inner, params (string Key, string? Value)[] settings)
    {
        TestPluginBuilder builder = new(settings);
        builder.Services.AddSingleton<IEmbeddingStore>(_store);
        return builder.With(new CachePlugin()).BuildEmbeddings(inner);
    }

    private async Task<(IngestionReport Report, int Calls)> IngestAsync(string index)
    {
        (ServiceProvider services, CountingGenerator engine) = await StartAsync(index);
        await using (services)
        {
            IngestionReport report = await services.GetRequiredService<DocumentIngestor>().IngestAsync(new IngestionRequest([RepositoryPaths.Corpus]), cancellationToken: Token);
            Assert.Null(report.Degraded);
            return (report, engine.Calls);
        }
    }

    private async Task<IReadOnlyList<(string Text, float? Cosine)>> SearchAsync(string index)
    {
        (ServiceProvider services, _) = await StartAsync(index);
        await using (services)
        {
            RetrievalResult found = await services.GetRequiredService<IRetriever>().RetrieveAsync(new RetrievalQuery("What must be paid, and when?"), Token);
            return [.. found.Hits.Select(hit => (hit.Passage.Text, hit.Cosine))];
        }
    }

    private async Task<(ServiceProvider Services, CountingGenerator Engine)> StartAsync(string index)
    {
        string plugins = Path.Combine(_root, "plugins");
        CacheTestHost.Deploy(plugins);
        ServiceCollection services = [];
        services.AddLocalRag(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("LocalRag:DataDirectory", _root), new("LocalRag:Plugins:Directory", plugins), new("LocalRag:Sqlite:Path", index + ".db"),
            new("LocalRag:Onnx:Model", RepositoryPaths.EmbeddingModel), new("LocalRag:Onnx:Vocabulary", RepositoryPaths.Vocabulary),
        ]).Build()).AddSqliteIndex();
        CountingGenerator engine = new();
        services.AddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(LocalRagKeys.Engine, engine);
        ServiceProvider provider = services.BuildServiceProvider();
        engine.Use(provider.GetRequiredService<IModelStore>());
        Assert.Empty((await provider.GetRequiredService<PluginHost>().ReloadAsync(Token)).Refused);
        return (provider, engine);
    }
}
