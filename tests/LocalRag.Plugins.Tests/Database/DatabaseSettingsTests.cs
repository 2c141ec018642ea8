using LocalRag.Settings;
using LocalRag.Sqlite;
using LocalRag.Sqlite.Maintenance;
using LocalRag.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Plugins.Tests;

/// <summary>What the Database plugin proposes, seen on the connections of a real index.</summary>
public sealed class DatabaseSettingsTests
{
    private static readonly string s_plugin = Path.Combine(AppContext.BaseDirectory, "plugins-under-test", "LocalRag.Plugins.Database");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plugin_ThatComesAndGoes_TakesItsSettingsWithIt()
    {
        await using PluginTestHost host = NewHost();
        SqliteStatistics before = await StatisticsAsync(host);

        await DropInAsync(host);
        SqliteStatistics with = await StatisticsAsync(host);
        await TakeOutAsync(host);
        SqliteStatistics after = await StatisticsAsync(host);

        Assert.Equal((64_000, 268_435_456, SqliteSynchronous.Normal), (with.CacheKiB, with.MmapBytes, with.Synchronous));
        Assert.Equal((2_000, 0, SqliteSynchronous.Full), (before.CacheKiB, before.MmapBytes, before.Synchronous));
        Assert.Equal((2_000, 0, SqliteSynchronous.Full), (after.CacheKiB, after.MmapBytes, after.Synchronous));
    }

    [Fact]
    public async Task Settings_OfTheUser_StandAboveThePlugins()
    {
        await using PluginTestHost host = NewHost(("Sqlite:CacheKiB", "3000"));

        await DropInAsync(host);

        Assert.Equal(3_000, (await StatisticsAsync(host)).CacheKiB);
        Setting setting = host.Services.GetRequiredService<SettingsCatalog>().List().Single(static setting => setting.Key == "Sqlite:MmapBytes");
        Assert.Equal("268435456", setting.Value);
        Assert.Contains("database", setting.Source);
    }

    [Fact]
    public async Task Options_OfThePlugin_DecideWhatItProposes()
    {
        await using PluginTestHost host = NewHost(
            ("Plugins:database:CacheKiB", "5000"), ("Plugins:database:SyncEveryCommit", "true"), ("Plugins:database:Maintain", "false"));

        await DropInAsync(host);

        SqliteOptions options = host.Services.GetRequiredService<IOptionsMonitor<SqliteOptions>>().CurrentValue;
        Assert.Equal((5_000, SqliteSynchronous.Full, false), (options.CacheKiB, options.Synchronous, options.IdleMaintenance));
    }

    [Theory]
    [InlineData("CacheKiB", "many")]
    [InlineData("CacheKiB", "1")]
    [InlineData("MmapBytes", "-5")]
    [InlineData("SyncEveryCommit", "perhaps")]
    [InlineData("CompactFrom", "0")]
    public async Task Option_ThatCannotBe_KeepsThePluginOutAndIsNamed(string option, string value)
    {
        await using PluginTestHost host = NewHost(($"Plugins:database:{option}", value));

        PluginChange change = await DropInAsync(host);

        Assert.DoesNotContain("database", change.Active);
        Assert.Contains(option, Assert.Single(change.Refused));
        Assert.Equal(2_000, (await StatisticsAsync(host)).CacheKiB);
    }

    [Fact]
    public async Task Plugin_Removed_IsUnloaded()
    {
        await using PluginTestHost host = NewHost();
        for (int round = 0; round < 5; round++)
        {
            await DropInAsync(host);
            await TakeOutAsync(host);
        }

        await host.Plugins.SettleAsync(Token);

        Assert.Empty(host.Plugins.ListUnloading());
    }

    private static PluginTestHost NewHost(params (string Key, string Value)[] settings) => new(
        settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)), builder => builder.AddSqliteIndex());

    /// <summary>Returns what a connection to the index has set, which was open before the last change.</summary>
    private static Task<SqliteStatistics> StatisticsAsync(PluginTestHost host) =>
        host.Services.GetRequiredService<SqliteMaintenance>().GetStatisticsAsync(Token);

    private static Task<PluginChange> DropInAsync(PluginTestHost host)
    {
        host.Deploy(s_plugin);
        return host.Plugins.ReloadAsync(Token);
    }

    private static Task<PluginChange> TakeOutAsync(PluginTestHost host)
    {
        Directory.Delete(Path.Combine(host.PluginFolder, Path.GetFileName(s_plugin)), recursive: true);
        return host.Plugins.ReloadAsync(Token);
    }
}
