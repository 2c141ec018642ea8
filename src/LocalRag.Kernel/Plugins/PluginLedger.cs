using LocalRag.Plugins.Composition;
using LocalRag.Plugins.Packaging;

namespace LocalRag.Plugins;

/// <summary>Remembers what was found and what has become of it, and decides which plugins the next generation should have.</summary>
internal sealed class PluginLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, bool> _enabled = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Id, string ContentHash), PluginRefusedException> _quarantined = [];
    private readonly Dictionary<string, PluginRefusedException> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PluginPackage> _lastGood = new(StringComparer.Ordinal);
    private PluginCatalogScan _scan = PluginCatalogScan.Empty;
    private HashSet<string> _off = [];
    private IReadOnlyList<PluginPackage>? _before;
    private IReadOnlyList<PluginPackage>? _rolledBackTo;

    public void SetEnabled(string pluginId, bool enabled)
    {
        lock (_lock)
        {
            _enabled[pluginId] = enabled;
        }
    }

    public void Quarantine(string contentHash, PluginRefusedException refusal)
    {
        lock (_lock)
        {
            _quarantined[(refusal.Plugin, contentHash)] = refusal;
        }
    }

    /// <summary>Lets a plugin be tried again that was quarantined; all plugins where none is named.</summary>
    public void Forgive(string? pluginId)
    {
        lock (_lock)
        {
            foreach ((string Id, string ContentHash) key in _quarantined.Keys.Where(key => pluginId is null || key.Id == pluginId).ToList())
            {
                _quarantined.Remove(key);
            }

            _rolledBackTo = null;
        }
    }

    public void RollBack()
    {
        lock (_lock)
        {
            _rolledBackTo = _before ?? throw new LocalRagException("There is no generation of plugins before this one.", "Nothing was changed.");
        }
    }

    /// <summary>Records a publication: what it replaced is what a rollback returns to.</summary>
    public void Published(ComposedGeneration last, ComposedGeneration next)
    {
        lock (_lock)
        {
            _before = [.. last.Plugins.Select(plugin => plugin.Package)];
            foreach (PluginInstance plugin in last.Plugins)
            {
                _lastGood[plugin.Id] = plugin.Package;
            }

            foreach (PluginInstance plugin in next.Plugins)
            {
                _refused.Remove(plugin.Id);
            }
        }
    }

    public void Refuse(IEnumerable<PluginRefusedException> refusals)
    {
        lock (_lock)
        {
            foreach (PluginRefusedException refusal in refusals)
            {
                _refused[refusal.Plugin] = refusal;
            }
        }
    }

    /// <summary>Decides which plugins the next generation should have.</summary>
    /// <param name="scan">What the folders hold now.</param>
    /// <param name="current">The generation that is current.</param>
    /// <param name="options">The settings.</param>
    /// <param name="countLeaks">Tells how many leaked assemblies a plugin has.</param>
    /// <param name="refusals">Receives what was not chosen, and why.</param>
    public IReadOnlyList<PluginPackage> Choose(
        PluginCatalogScan scan, ComposedGeneration current, PluginsOptions options, Func<string, int> countLeaks, List<PluginRefusedException> refusals)
    {
        lock (_lock)
        {
            if (!SameHashes(scan, _scan))
            {
                _rolledBackTo = null;
            }

            _scan = scan;
            _refused.Clear();
            refusals.AddRange(scan.Refusals);
            IReadOnlyList<PluginPackage> found = _rolledBackTo ?? [.. scan.Packages, .. StillGood(scan, current)];
            _off = found.Where(package => !IsOn(package, options)).Select(package => package.Id).ToHashSet(StringComparer.Ordinal);
            return [.. found.Where(package => !_off.Contains(package.Id))
                .Select(package => Choose(package, current, options, countLeaks, refusals))
                .OfType<PluginPackage>()];
        }
    }

    /// <summary>Tells whether a plugin that comes with the application may be on.</summary>
    public bool WantsOptimizers(ComposedGeneration current, PluginsOptions options)
    {
        lock (_lock)
        {
            return options.Optimizers.Count > 0 || options.Only.Count > 0 || _enabled.ContainsValue(true) || current.Plugins.Any(plugin => plugin.Package.IsOptimizer);
        }
    }

    /// <summary>Returns every plugin with its state.</summary>
    /// <param name="current">The generation that is current.</param>
    /// <param name="offered">The plugins that come with the application, also where no generation has needed to know of them.</param>
    public IReadOnlyList<PluginStatus> List(ComposedGeneration current, PluginCatalogScan offered)
    {
        lock (_lock)
        {
            List<PluginStatus> list = [.. current.Plugins.Select(plugin => Describe(plugin, current))];
            IEnumerable<PluginPackage> packages = [.. _scan.Packages, .. offered.Packages.ExceptBy(_scan.Packages.Select(package => package.Id), package => package.Id)];
            foreach (PluginPackage package in packages.Where(package => current.Plugins.All(plugin => plugin.Id != package.Id)))
            {
                bool isOff = _off.Contains(package.Id) || !_scan.Packages.Contains(package);
                (PluginState state, string? reason) = isOff ? (PluginState.Disabled, package.IsOptimizer ? $"comes with the program; 'localrag plugins enable {package.Id}' turns it on" : "turned off")
                    : _quarantined.TryGetValue((package.Id, package.ContentHash), out PluginRefusedException? fault) ? (PluginState.Quarantined, fault.Message)
                    : (PluginState.Refused, _refused.GetValueOrDefault(package.Id)?.Message);
                list.Add(Describe(package, state, reason, 0, 0, TimeSpan.Zero));
            }

            list.AddRange(_scan.Refusals.Concat(offered.Refusals).DistinctBy(refusal => refusal.Plugin).Where(refusal => list.All(status => status.Id != refusal.Plugin)).Select(refusal => new PluginStatus(
                refusal.Plugin, PluginState.Refused, refusal.Message, null, null, 0, refusal.Plugin, 0, 0, TimeSpan.Zero, [])));
            return list;
        }
    }

    /// <summary>Active plugins whose folder is still there but can't be read as a plugin right now, such as while a newer build is being copied.</summary>
    private static IEnumerable<PluginPackage> StillGood(PluginCatalogScan scan, ComposedGeneration current) => current.Plugins
        .Select(plugin => plugin.Package)
        .Where(package => scan.Packages.All(found => found.Id != package.Id)
            && scan.Refusals.Any(refusal => refusal.Plugin == package.Id || refusal.Plugin == package.SourceDirectory));

    private static bool SameHashes(PluginCatalogScan left, PluginCatalogScan right) =>
        Hashes(left).SetEquals(Hashes(right));

    // Those that come with the application are not read each time, and do not change while it runs.
    private static HashSet<string> Hashes(PluginCatalogScan scan) => scan.Packages.Where(package => !package.IsOptimizer).Select(package => package.ContentHash).ToHashSet();

    private bool IsOn(PluginPackage package, PluginsOptions options) =>
        _enabled.TryGetValue(package.Id, out bool enabled) ? enabled
        : options.Only.Count > 0 ? options.Only.Contains(package.Id)
        : !options.Disabled.Contains(package.Id) && (!package.IsOptimizer || options.Optimizers.Any(name => name == package.Id || name == PluginsOptions.All));

    private PluginPackage? Choose(
        PluginPackage package, ComposedGeneration current, PluginsOptions options, Func<string, int> countLeaks, List<PluginRefusedException> refusals)
    {
        PluginPackage? active = current.Plugins.FirstOrDefault(plugin => plugin.Id == package.Id)?.Package;
        if (options.AllowedHashes.Count > 0 && !options.AllowedHashes.Contains(package.ContentHash, StringComparer.OrdinalIgnoreCase))
        {
            refusals.Add(new PluginRefusedException(
                package.Id, $"The hash {package.ContentHash} of plugin {package.Id} is not in Plugins:AllowedHashes.", "Add it there if you trust these files."));
            return active is not null && active.ContentHash != package.ContentHash ? active : null;
        }

        if (_quarantined.TryGetValue((package.Id, package.ContentHash), out PluginRefusedException? refusal))
        {
            refusals.Add(refusal);
            return Alternatives(package, active).FirstOrDefault(other => !_quarantined.ContainsKey((other.Id, other.ContentHash)));
        }

        int leaks = countLeaks(package.Id);
        if (leaks > options.MaxLeaked && active?.ContentHash != package.ContentHash)
        {
            refusals.Add(new PluginRefusedException(
                package.Id,
                $"{leaks} earlier versions of the plugin {package.Id} could not be unloaded, more than Plugins:MaxLeaked ({options.MaxLeaked}); it is not swapped any more.",
                $"Restart the program to use the new version; 'localrag plugins why-alive {package.Id}' shows what holds the old ones."));
            return active;
        }

        return package;
    }

    private IEnumerable<PluginPackage> Alternatives(PluginPackage package, PluginPackage? active)
    {
        if (active is not null)
        {
            yield return active;
        }

        if (_lastGood.TryGetValue(package.Id, out PluginPackage? lastGood))
        {
            yield return lastGood;
        }
    }

    private static PluginStatus Describe(PluginInstance plugin, ComposedGeneration current)
    {
        List<PipelineLayer> layers = [.. current.Layers.Where(layer => layer.PluginId == plugin.Id)];
        return Describe(
            plugin.Package, PluginState.Active, null, layers.Sum(layer => layer.Meter.Calls), plugin.Health.Faults,
            TimeSpan.FromTicks(layers.Sum(layer => layer.Meter.OwnTime.Ticks)));
    }

    private static PluginStatus Describe(PluginPackage package, PluginState state, string? reason, long calls, long faults, TimeSpan ownTime) => new(
        package.Id, state, reason, package.Metadata.Version, package.ContentHash, package.Metadata.Order, package.SourceDirectory, calls, faults, ownTime, package.LeftOut)
    {
        IsOptimizer = package.IsOptimizer,
    };
}
