using System.Runtime.CompilerServices;
using LocalRag.Plugins.Composition;
using LocalRag.Plugins.Packaging;
using LocalRag.Plugins.Unloading;

namespace LocalRag.Plugins;

/// <summary>Tries plugins without publishing them: what the catalog says, a second load, the self-test, and the proof that it can go again.</summary>
internal sealed class PluginTrial(GenerationFactory generations, PluginUnloadMonitor unloads)
{
    public async Task<IReadOnlyList<PluginVerification>> RunAsync(
        PluginCatalogScan scan, PluginsOptions options, string? pluginId, CancellationToken cancellationToken)
    {
        List<PluginVerification> results = [.. scan.Refusals
            .Where(refusal => pluginId is null || refusal.Plugin == pluginId)
            .Select(refusal => new PluginVerification(refusal.Plugin, false, [new PluginCheck("files", false, refusal.Message)]))];
        List<PluginRefusedException> unplaced = [];
        PluginOrder.Sort(scan.Packages, unplaced);
        foreach (PluginPackage package in scan.Packages.Where(package => pluginId is null || package.Id == pluginId))
        {
            List<PluginCheck> checks = [];
            await RunAsync(package, options, unplaced, checks, cancellationToken);
            results.Add(new PluginVerification(package.Id, checks.TrueForAll(check => check.Passed), checks));
        }

        return results;
    }

    private async Task RunAsync(
        PluginPackage package, PluginsOptions options, List<PluginRefusedException> unplaced, List<PluginCheck> checks, CancellationToken cancellationToken)
    {
        bool allowed = options.AllowedHashes.Count == 0 || options.AllowedHashes.Contains(package.ContentHash, StringComparer.OrdinalIgnoreCase);
        checks.Add(new PluginCheck("files", allowed, $"SHA-256 {package.ContentHash}{(allowed ? string.Empty : ", which is not in Plugins:AllowedHashes")}"));
        checks.Add(new PluginCheck("contract", true, $"version {package.Metadata.ContractVersion}"));
        PluginRefusedException? misplaced = unplaced.Find(refusal => refusal.Plugin == package.Id);
        checks.Add(new PluginCheck("order", misplaced is null, misplaced?.Message ?? $"{package.Metadata.Order}"));
        if (!checks.TrueForAll(check => check.Passed))
        {
            return;
        }

        WeakReference? context = await LoadAsync(package, options, checks, cancellationToken);
        await unloads.SettleAsync(cancellationToken);
        if (context is not null)
        {
            checks.Add(new PluginCheck(
                "unload", !context.IsAlive, context.IsAlive ? $"it stays in memory; see 'localrag plugins why-alive {package.Id}'" : "proven gone from memory"));
        }
    }

    // No frame that waits for the unload may hold the plugin.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<WeakReference?> LoadAsync(PluginPackage package, PluginsOptions options, List<PluginCheck> checks, CancellationToken cancellationToken)
    {
        WeakReference? context = null;
        List<string> exitFailures = [];
        PluginCallbacks callbacks = new(
            static (_, _, _) => { },
            (retired, reference) =>
            {
                context = reference;
                unloads.Watch(retired.Id, retired.ContentHash, reference);
            },
            (_, failure) => exitFailures.Add(failure));
        (PluginRefusedException? failure, int settings) = await generations.TryAsync(package, options, callbacks, cancellationToken);
        checks.Add(failure is null
            ? new PluginCheck("self-test", true, $"composes and answers in every pipeline; {settings} settings proposed")
            : new PluginCheck("self-test", false, failure.Message));
        checks.AddRange(exitFailures.Select(exitFailure => new PluginCheck("exit", false, exitFailure)));
        return context;
    }
}
