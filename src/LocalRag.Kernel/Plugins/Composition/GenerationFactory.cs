using LocalRag.Pipelines;
using LocalRag.Plugins.Health;
using LocalRag.Plugins.Packaging;
using LocalRag.Settings;

namespace LocalRag.Plugins.Composition;

/// <summary>Makes generations: loads and configures what is new, keeps what has not changed, tries the whole, and composes it around the engines.</summary>
internal sealed class GenerationFactory(
    EngineSet engines, PipelineComposer composer, HostServices hostServices, SettingsProposalCheck settingsCheck, TimeProvider timeProvider)
{
    private long _lastNumber = -1;

    /// <summary>Makes a generation without plugins.</summary>
    public ComposedGeneration Plain()
    {
        ComposedPipelines pipelines = composer.Compose(engines.Chat, engines.Embeddings, []);
        return new ComposedGeneration(new Generation(++_lastNumber, pipelines.Heads, owned: null), [], pipelines.Layers);
    }

    /// <summary>Makes a generation with these plugins. One that fails is quarantined, and its active version, or nothing, takes its place.</summary>
    /// <returns>Null where the plugins are those of the current generation.</returns>
    public async Task<ComposedGeneration?> CreateAsync(
        IReadOnlyList<PluginPackage> wanted, ComposedGeneration current, PluginLedger ledger, List<PluginRefusedException> refusals,
        PluginsOptions options, PluginCallbacks callbacks, CancellationToken cancellationToken)
    {
        List<PluginPackage> candidates = [.. wanted];
        while (true)
        {
            IReadOnlyList<PluginPackage> sorted = PluginOrder.Sort(candidates, refusals);
            if (sorted.Select(package => (package.Id, package.ContentHash)).SequenceEqual(current.Plugins.Select(plugin => (plugin.Id, plugin.Package.ContentHash))))
            {
                return null;
            }

            if (sorted.Count == 0)
            {
                return Plain();
            }

            List<PluginInstance> instances = [];
            PluginRefusedException failure;
            try
            {
                PluginRefusedException? found = await InstantiateAsync(sorted, current, instances, options, callbacks)
                    ?? settingsCheck.Check(instances)
                    ?? await new PluginSelfTest(options.SelfTestLimit, timeProvider).RunAsync(instances, cancellationToken);
                if (found is null)
                {
                    return Compose(instances, callbacks);
                }

                failure = found;
            }
            catch (PluginRefusedException refusal)
            {
                // It composed around the stubs, and not around the engines.
                failure = refusal;
            }
            catch
            {
                await ReleaseAsync(instances);
                throw;
            }

            await ReleaseAsync(instances);
            refusals.Add(failure);
            PluginPackage failed = candidates.First(package => package.Id == failure.Plugin);
            ledger.Quarantine(failed.ContentHash, failure);
            candidates.Remove(failed);
            if (current.Plugins.FirstOrDefault(plugin => plugin.Id == failed.Id && plugin.Package.ContentHash != failed.ContentHash) is { } active)
            {
                candidates.Add(active.Package);
            }
        }
    }

    /// <summary>Loads a plugin once more beside the generations, tries it and lets it go.</summary>
    /// <returns>Why it failed, if it did; the number of settings that it proposes.</returns>
    public async Task<(PluginRefusedException? Failure, int Settings)> TryAsync(
        PluginPackage package, PluginsOptions options, PluginCallbacks callbacks, CancellationToken cancellationToken)
    {
        PluginHealth health = new(package.Id, options.FaultThreshold, options.FaultWindow, timeProvider, static (_, _) => { });
        PluginInstance instance;
        try
        {
            instance = await PluginInstance.CreateAsync(package, hostServices, health, callbacks, options.SelfTestLimit, timeProvider);
        }
        catch (PluginRefusedException refusal)
        {
            return (refusal, 0);
        }

        try
        {
            PluginRefusedException? failure = settingsCheck.Check([instance])
                ?? await new PluginSelfTest(options.SelfTestLimit, timeProvider).RunAsync([instance], cancellationToken);
            return (failure, instance.Settings.Count);
        }
        finally
        {
            if (await instance.ReleaseAsync() is { } exitFailure)
            {
                callbacks.ExitFailed(package.Id, exitFailure);
            }
        }
    }

    private static async Task ReleaseAsync(List<PluginInstance> instances)
    {
        foreach (PluginInstance instance in instances)
        {
            await instance.ReleaseAsync();
        }
    }

    private async Task<PluginRefusedException?> InstantiateAsync(
        IReadOnlyList<PluginPackage> packages, ComposedGeneration current, List<PluginInstance> instances, PluginsOptions options, PluginCallbacks callbacks)
    {
        foreach (PluginPackage package in packages)
        {
            if (current.Plugins.FirstOrDefault(plugin => plugin.Package.ContentHash == package.ContentHash && plugin.Id == package.Id) is { } unchanged)
            {
                instances.Add(unchanged.Share());
                continue;
            }

            PluginHealth health = new(
                package.Id, options.FaultThreshold, options.FaultWindow, timeProvider, (id, reason) => callbacks.TakeOut(id, package.ContentHash, reason));
            try
            {
                instances.Add(await PluginInstance.CreateAsync(package, hostServices, health, callbacks, options.SelfTestLimit, timeProvider));
            }
            catch (PluginRefusedException refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private ComposedGeneration Compose(List<PluginInstance> instances, PluginCallbacks callbacks)
    {
        ComposedPipelines pipelines = composer.Compose(engines.Chat, engines.Embeddings, instances);
        return new ComposedGeneration(
            new Generation(++_lastNumber, pipelines.Heads, new Owned(pipelines, instances, callbacks, timeProvider)), instances, pipelines.Layers);
    }

    /// <summary>What goes with a generation: its chains first, then its part in the plugins.</summary>
    private sealed class Owned(ComposedPipelines pipelines, IReadOnlyList<PluginInstance> plugins, PluginCallbacks callbacks, TimeProvider timeProvider)
        : IAsyncDisposable
    {
        private static readonly TimeSpan s_layerLimit = TimeSpan.FromSeconds(10);

        private ComposedPipelines? _pipelines = pipelines;
        private IReadOnlyList<PluginInstance>? _plugins = plugins;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _pipelines, null) is { } pipelines)
            {
                foreach ((string plugin, string failure) in await pipelines.DisposeLayersAsync(s_layerLimit, timeProvider))
                {
                    callbacks.ExitFailed(plugin, failure);
                }
            }

            foreach (PluginInstance plugin in Interlocked.Exchange(ref _plugins, null) ?? [])
            {
                if (await plugin.ReleaseAsync() is { } failure)
                {
                    callbacks.ExitFailed(plugin.Id, failure);
                }
            }
        }
    }
}
