using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Sqlite.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task AddSqliteIndex_WithoutSettings_KeepsTheFileInTheDataDirectory()
    {
        using var folder = new TemporaryFolder();
        await using ServiceProvider services = Build(folder.Path, []);

        IndexSummary summary = await services.GetRequiredService<IDocumentIndex>().GetSummaryAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Path.Combine(folder.Path, "index.db"), summary.Location);
    }

    [Fact]
    public async Task AddSqliteIndex_DoesNotTouchTheDiskBeforeTheFirstUse()
    {
        using var folder = new TemporaryFolder();
        await using ServiceProvider services = Build(folder.Path, []);

        services.GetRequiredService<IDocumentIndex>();
        services.GetRequiredService<IEmbeddingStore>();

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("Path", "")]
    [InlineData("CacheKiB", "3")]
    [InlineData("MmapBytes", "-1")]
    [InlineData("BusyTimeout", "-00:00:01")]
    [InlineData("Synchronous", "7")]
    [InlineData("Readers", "0")]
    [InlineData("RescoreCandidates", "0")]
    [InlineData("CompactFrom", "0")]
    [InlineData("Rescoring", "7")]
    [InlineData("SearchThreads", "-1")]
    [InlineData("EmbeddingsPath", "")]
    [InlineData("EmbeddingsMb", "0")]
    public async Task Setting_OutOfRange_IsRefusedByName(string setting, string value)
    {
        using var folder = new TemporaryFolder();
        await using ServiceProvider services = Build(folder.Path, new() { [$"Sqlite:{setting}"] = value });

        OptionsValidationException error = Assert.Throws<OptionsValidationException>(
            () => services.GetRequiredService<IOptions<SqliteOptions>>().Value);

        Assert.Contains(setting, error.Message);
    }

    private static ServiceProvider Build(string folder, Dictionary<string, string?> settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static pair => KeyValuePair.Create($"LocalRag:{pair.Key}", pair.Value))).Build();
        var builder = new Builder(new ServiceCollection(), configuration.GetSection("LocalRag"));
        builder.Services.Configure<LocalRagOptions>(options => options.DataDirectory = folder);
        builder.AddSqliteIndex();
        return builder.Services.BuildServiceProvider();
    }

    private sealed record Builder(IServiceCollection Services, IConfigurationSection Configuration) : ILocalRagBuilder;

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("localrag-index-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
