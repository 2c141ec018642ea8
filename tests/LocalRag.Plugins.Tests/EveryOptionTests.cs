using LocalRag.Settings;
using LocalRag.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Plugins.Tests;

/// <summary>What every plugin's own options have in common.</summary>
public sealed class EveryOptionTests
{
    [Theory]
    [InlineData("Cache", "QueryEntries", "-1")]
    [InlineData("Cache", "BudgetMb", "0")]
    [InlineData("Cache", "QueryEntries", "many")]
    [InlineData("Cache", "KeepRandom", "maybe")]
    [InlineData("Cache", "KeepRandom", "")]
    [InlineData("Cache", "Budget", "1")]
    [InlineData("Cache", "SemanticThreshold", "1.5")]
    [InlineData("Cache", "QueryEntrys", "5")]
    [InlineData("Database", "CacheKiB", "many")]
    [InlineData("Database", "CacheKiB", "1")]
    [InlineData("Database", "MmapBytes", "-5")]
    [InlineData("Database", "SyncEveryCommit", "perhaps")]
    [InlineData("Database", "CompactFrom", "0")]
    [InlineData("Database", "CacheKb", "64000")]
    [InlineData("Memory", "TargetMb", "-1")]
    [InlineData("Memory", "TargetMb", "much")]
    [InlineData("Memory", "IdleUnload", "-00:00:01")]
    [InlineData("Memory", "IdleUnload", "soon")]
    [InlineData("Memory", "IdleCompact", "8.00:00:00")]
    [InlineData("Memory", "Target", "3000")]
    [InlineData("Metal", "GpuLayers", "-2")]
    [InlineData("Metal", "GpuLayers", "all")]
    [InlineData("Metal", "GpuMemoryMiB", "-1")]
    [InlineData("Metal", "MeasureAttention", "perhaps")]
    [InlineData("Metal", "CoreMl", "ane")]
    [InlineData("Metal", "Layers", "3")]
    [InlineData("Speed", "Reuse", "perhaps")]
    [InlineData("Speed", "EvidenceGap", "-0.1")]
    [InlineData("Speed", "EvidenceGap", "2.1")]
    [InlineData("Speed", "EvidenceGap", "NaN")]
    [InlineData("Speed", "SentenceGap", "1.1")]
    [InlineData("Speed", "EvidenceGap", "wide")]
    [InlineData("Speed", "Drafts", "true")]
    [InlineData("Speed", "EvidenceGap", "")]
    [InlineData("Tuner", "Share", "0.9")]
    [InlineData("Tuner", "Pairs", "2")]
    [InlineData("Tuner", "Pairs", "8.5")]
    [InlineData("Tuner", "Trials", "perhaps")]
    [InlineData("Tuner", "Verify", "soon")]
    [InlineData("Tuner", "Shares", "0.1")]
    public async Task Option_ThatCannotBe_KeepsThePluginOutAndIsNamed(string plugin, string option, string value)
    {
        string id = plugin.ToLowerInvariant();
        await using PluginTestHost host = OptimizerHost.Create(($"Plugins:{id}:{option}", value));

        PluginChange change = await host.DropInAsync(plugin);

        Assert.DoesNotContain(id, change.Active);
        Assert.Contains($"{id}:{option}", Assert.Single(change.Refused), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Services.GetRequiredService<SettingsCatalog>().List(), setting => setting.Source.Contains(id, StringComparison.Ordinal));
    }
}
