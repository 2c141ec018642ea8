using LocalRag.Settings;
using LocalRag.Sqlite;
using LocalRag.Sqlite.Maintenance;
using Microsoft.Extensions.Options;

namespace LocalRag.Plugins.Database.Tests;

public sealed class DatabasePluginTests
{
    [Fact]
    public async Task Plugin_ThatComesAndGoes_TakesItsSettingsWithIt()
    {
        await using var host = new DatabaseHost();
        SqliteStatistics before = await host.StatisticsAsync();

        await host.DropInAsync();
        SqliteStatistics with = await host.StatisticsAsync();
        await host.TakeOutAsync();
        SqliteStatistics after = await host.StatisticsAsync();

        Assert.Equal((64_000, 268_435_456, SqliteSynchronous.Normal), (with.CacheKiB, with.MmapBytes, with.Synchronous));
        Assert.Equal((2_000, 0, SqliteSynchronous.Full), (before.CacheKiB, before.MmapBytes, before.Synchronous));
        Assert.Equal((2_000, 0, SqliteSynchronous.Full), (after.CacheKiB, after.MmapBytes, after.Synchronous));
    }

    [Fact]
    public async Task Settings_OfTheUser_StandAboveThePlugins()
    {
        await using var host = new DatabaseHost(("Sqlite:CacheKiB", "3000"));

        await host.DropInAsync();

        Assert.Equal(3_000, (await host.StatisticsAsync()).CacheKiB);
        Setting setting = host.Get<SettingsCatalog>().List().Single(static setting => setting.Key == "Sqlite:MmapBytes");
        Assert.Equal("268435456", setting.Value);
        Assert.Contains("database", setting.Source);
    }

    [Fact]
    public async Task Options_OfThePlugin_DecideWhatItProposes()
    {
        await using var host = new DatabaseHost(
            ("Plugins:database:CacheKiB", "5000"), ("Plugins:database:SyncEveryCommit", "true"), ("Plugins:database:Maintain", "false"));

        await host.DropInAsync();

        SqliteOptions options = host.Get<IOptionsMonitor<SqliteOptions>>().CurrentValue;
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
        await using var host = new DatabaseHost(($"Plugins:database:{option}", value));

        PluginChange change = await host.DropInAsync();

        Assert.DoesNotContain("database", change.Active);
        Assert.Contains(option, Assert.Single(change.Refused));
        Assert.Equal(2_000, (await host.StatisticsAsync()).CacheKiB);
    }

    [Fact]
    public async Task Plugin_Removed_IsUnloaded()
    {
        await using var host = new DatabaseHost();
        for (int round = 0; round < 5; round++)
        {
            await host.DropInAsync();
            await host.TakeOutAsync();
        }

        await host.Get<PluginHost>().SettleAsync(TestContext.Current.CancellationToken);

        Assert.Empty(host.Get<PluginHost>().ListUnloading());
    }
}
