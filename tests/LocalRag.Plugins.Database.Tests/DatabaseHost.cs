using System.Runtime.CompilerServices;
using LocalRag.Sqlite.Maintenance;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Plugins.Database.Tests;

/// <summary>A host with an index, and a plugin folder that the built plugin can be copied into.</summary>
internal sealed class DatabaseHost : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("localrag-database-").FullName;
    private readonly ServiceProvider _services;

    public DatabaseHost(params (string Key, string Value)[] settings)
    {
        Dictionary<string, string?> configuration = new() { ["LocalRag:DataDirectory"] = _root, ["LocalRag:Plugins:Directory"] = Folder };
        foreach ((string key, string value) in settings)
        {
            configuration["LocalRag:" + key] = value;
        }

        ServiceCollection services = [];
        services.AddLocalRag(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build()).AddSqliteIndex();
        _services = services.BuildServiceProvider();
    }

    private string Folder => Path.Combine(_root, "plugins");

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Returns what a connection to the index has set, which was open before the last change.</summary>
    public Task<SqliteStatistics> StatisticsAsync() =>
        Get<SqliteMaintenance>().GetStatisticsAsync(TestContext.Current.CancellationToken);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public Task<PluginChange> DropInAsync()
    {
        string target = Directory.CreateDirectory(Path.Combine(Folder, "database")).FullName;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "plugin-database")))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        return Get<PluginHost>().ReloadAsync(TestContext.Current.CancellationToken);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public Task<PluginChange> TakeOutAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Get<PluginHost>().ReloadAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
