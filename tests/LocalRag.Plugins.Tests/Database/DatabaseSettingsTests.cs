using LocalRag.Settings;
using LocalRag.Sqlite;
using LocalRag.Sqlite.Maintenance;
using LocalRag.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Plugins.Tests;

/// <summary>What the Database plugin proposes, seen on the connections of a real index.</summary>
public sealed class DatabaseSettingsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plugin_ThatComesAndGoes_TakesItsSettingsWithIt()
    {
        await using PluginTestHost host = OptimizerHost.Create();
        SqliteStatistics before = await StatisticsAsync(host);

        await host.DropInAsync("Database");
        SqliteStatistics with = await StatisticsAsync(host);
        await host.TakeOutAsync("Database");
        SqliteStatistics after = await StatisticsAsync(host);

        Assert.Equal((64_000, 268_435_456, SqliteSynchronous.Normal), (with.CacheKiB, with.MmapBytes, with.Synchronous));
        Assert.Equal((2_000, 0, SqliteSynchronous.Full), (before.CacheKiB, before.MmapBytes, before.Synchronous));
        Assert.Equal((2_000, 0, SqliteSynchronous.Full), (after.CacheKiB, after.MmapBytes, after.Synchronous));
    }

    [Fact]
    public async Task Settings_OfTheUser_StandAboveThePlugins()
    {
        await using PluginTestHost host = OptimizerHost.Create(("Sqlite:CacheKiB", "3000"));

        await host.DropInAsync("Database");

        Assert.Equal(3_000, (await StatisticsAsync(host)).CacheKiB);
        Setting setting = host.Services.GetRequiredService<SettingsCatalog>().List().Single(static setting => setting.Key == "Sqlite:MmapBytes");
        Assert.Equal("268435456", setting.Value);
        Assert.Contains("database", setting.Source);
    }

    [Fact]
    public async Task Options_OfThePlugin_DecideWhatItProposes()
    {
        await using PluginTestHost host = OptimizerHost.Create(
            ("Plugins:database:CacheKiB", "5000"), ("Plugins:database:SyncEveryCommit", "true"), ("Plugins:database:Maintain", "false"));

        await host.DropInAsync("Database");

        SqliteOptions options = host.Options<SqliteOptions>();
        Assert.Equal((5_000, SqliteSynchronous.Full, false), (options.CacheKiB, options.Synchronous, options.IdleMaintenance));
    }

    [Fact]
    public async Task Plugin_Removed_IsUnloaded()
    {
        await using PluginTestHost host = OptimizerHost.Create();
        for (int round = 0; round < 5; round++)
        {
            await host.DropInAsync("Database");
            await host.TakeOutAsync("Database");
        }

        await host.Plugins.SettleAsync(Token);

        Assert.Empty(host.Plugins.ListUnloading());
    }

    /// <summary>Returns what a connection to the index has set, which was open before the last change.</summary>
    private static Task<SqliteStatistics> StatisticsAsync(PluginTestHost host) =>
        host.Services.GetRequiredService<SqliteMaintenance>().GetStatisticsAsync(Token);
}
