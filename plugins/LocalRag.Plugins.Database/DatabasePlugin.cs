using System.Globalization;

[assembly: LocalRag.RagPlugin("database")]

namespace LocalRag.Plugins.Database;

/// <summary>Proposes settings for the index in a SQLite file: larger caches, fewer waits for the disk, and upkeep while nothing is written.</summary>
/// <remarks>The host does the work. What the user has set stands above every proposal, and all of them go with the plugin.</remarks>
public sealed class DatabasePlugin : RagPlugin
{
    /// <inheritdoc/>
    public override void Configure(IRagPluginBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        DatabaseOptions options = DatabaseOptions.Read(builder.Configuration);
        builder.Settings["Sqlite:CacheKiB"] = MemoryBudget.CacheKiB(options).ToString(CultureInfo.InvariantCulture);
        builder.Settings["Sqlite:MmapBytes"] = MemoryBudget.MmapBytes(options).ToString(CultureInfo.InvariantCulture);
        builder.Settings["Sqlite:Synchronous"] = options.SyncEveryCommit ? "Full" : "Normal";
        builder.Settings["Sqlite:IdleMaintenance"] = options.Maintain ? "true" : "false";
        builder.Settings["Sqlite:CompactFrom"] = options.CompactFrom.ToString(CultureInfo.InvariantCulture);
    }
}
