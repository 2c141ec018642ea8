using LocalRag.Settings;
using LocalRag.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Plugins.Tests;

/// <summary>A host over engines and an index of the application's own: it has none of the settings of ours.</summary>
public sealed class EnginelessHostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Memory", "Memory:Trim")]
    [InlineData("Database", null)]
    [InlineData("Speed", "Answers:PrefetchHead")]
    public async Task Plugin_ThatProposesSettingsOfMissingEngines_IsTaken(string plugin, string? proposed)
    {
        await using PluginTestHost host = new();

        PluginChange change = await host.DropInAsync(plugin);
        await host.CallEveryPipelineAsync(Token);

        Assert.Empty(change.Refused);
        SettingsCatalog catalog = host.Services.GetRequiredService<SettingsCatalog>();
        Assert.Empty(catalog.FindProblems());
        Assert.All(catalog.List().Where(setting => setting.Key == proposed), setting => Assert.Contains(plugin.ToLowerInvariant(), setting.Source, StringComparison.Ordinal));
        Assert.Equal(proposed is not null, catalog.List().Any(setting => setting.Key == proposed));
    }
}
