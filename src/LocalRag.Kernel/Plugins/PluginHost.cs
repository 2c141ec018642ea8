using LocalRag.Pipelines;
using LocalRag.Plugins.Composition;
using LocalRag.Plugins.Packaging;
using LocalRag.Plugins.Unloading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Plugins;

/// <summary>Keeps the plugins of a host: finds them, tries them, publishes generations with them, and proves that those it takes out are gone.</summary>
/// <remarks>
/// Members may be called from any thread at the same time, also from inside a plugin: changes are made one after another, none waits for the calls
/// that are running, and a change that fails leaves everything as it is.
/// </remarks>
public sealed partial class PluginHost : IAsyncDisposable
{
    private static readonly TimeSpan s_cancellationGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_closingLimit = TimeSpan.FromSeconds(30);

    private readonly PluginCatalog _catalog;
    private readonly GenerationFactory _generations;
    private readonly GenerationSwitch _switch;
    private readonly PluginSettings _settings;
    private readonly PluginUnloadMonitor _unloads;
    private readonly IOptionsMonitor<PluginsOptions> _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<PluginHost> _logger;
    private readonly PluginLedger _ledger = new();
    private readonly PluginHistory _history;
    private readonly PluginTrial _trial;
    private readonly Lazy<PluginCatalogScan> _offered;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly HashSet<Task> _retiring = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _retiringLock = new();
    private ComposedGeneration _current;
    private bool _disposed;

    internal PluginHost(
        PluginCatalog catalog,
        PluginHistory history,
        GenerationFactory generations,
        PluginSettings settings,
        PluginUnloadMonitor unloads,
        IOptionsMonitor<PluginsOptions> options,
        TimeProvider timeProvider,
        ILogger<PluginHost> logger)
    {
        (_catalog, _generations, _settings, _unloads) = (catalog, generations, settings, unloads);
        (_options, _timeProvider, _logger) = (options, timeProvider, logger);
        _history = history;
        _trial = new PluginTrial(generations, unloads);
        _offered = new Lazy<PluginCatalogScan>(catalog.ScanOptimizers);
        _current = generations.Plain();
        _switch = new GenerationSwitch(_current.Generation);
    }

    /// <summary>Gets the number of the current generation; 0 is the plain host before its first plugin.</summary>
    public long Generation => _switch.Current.Number;

    /// <summary>Gets how many plugin assemblies were taken out of use and proven gone.</summary>
    public long Unloaded => _unloads.Unloaded;

    /// <summary>Is raised, one change after another, when another generation has been published or a change has been refused.</summary>
    public event EventHandler<PluginChange>? Changed;

    internal GenerationSwitch Switch => _switch;

    /// <summary>Gets how long the last publication took: from the first change that a call could see to the last.</summary>
    internal TimeSpan LastExchange { get; private set; }

    internal IReadOnlyList<string> Folders => _catalog.Folders;

    /// <summary>Reads the plugin folders again and publishes what they hold now.</summary>
    public Task<PluginChange> ReloadAsync(CancellationToken cancellationToken = default) => ChangeAsync(
        _ => { }, cancellationToken, withOptimizers: _ledger.WantsOptimizers(_current, _options.CurrentValue));

    /// <summary>Turns a plugin on or off until the process ends; the configuration decides at the next start.</summary>
    /// <exception cref="PluginRefusedException">There is no plugin of that name.</exception>
    public Task<PluginChange> SetEnabledAsync(string pluginId, bool enabled, CancellationToken cancellationToken = default) => ChangeAsync(
        scan =>
        {
            Find(scan, pluginId);
            _ledger.SetEnabled(pluginId, enabled);
        },
        cancellationToken);

    /// <summary>Publishes what the plugin folders hold now, also what was quarantined or rolled back before: it is tried again.</summary>
    /// <param name="pluginId">The plugin to try again; null for all.</param>
    /// <param name="cancellationToken">Stops before anything is published.</param>
    /// <exception cref="PluginRefusedException">There is no plugin of that name.</exception>
    public Task<PluginChange> SwapAsync(string? pluginId = null, CancellationToken cancellationToken = default) => ChangeAsync(
        scan =>
        {
            foreach (string id in pluginId is null ? scan.Packages.Select(package => package.Id) : [Find(scan, pluginId)])
            {
                _history.Adopt(id);
            }

            _ledger.Forgive(pluginId);
        },
        cancellationToken);

    /// <summary>Puts the version of a plugin that was live before this one in its place, in later runs too, until the files in its folder change.</summary>
    /// <exception cref="PluginRefusedException">There is no plugin of that name, no version before, or it is not in the stage any more.</exception>
    public Task<PluginChange> RollbackAsync(string pluginId, CancellationToken cancellationToken = default) => ChangeAsync(
        scan =>
        {
            Find(scan, pluginId);
            PluginPackage inFolder = scan.Packages.FirstOrDefault(package => package.Id == pluginId)
                ?? throw new PluginRefusedException(pluginId, $"The folder of plugin {pluginId} holds no whole version.", "Copy one there first.");
            string previous = _history.FindPrevious(pluginId)
                ?? throw new PluginRefusedException(pluginId, $"There is no version of plugin {pluginId} before this one.", "Nothing was changed.");
            if (_catalog.FindStaged(previous, inFolder.SourceDirectory) is null)
            {
                throw new PluginRefusedException(
                    pluginId, $"The version {previous} of plugin {pluginId} is not in the stage any more.", "Copy it into the plugin's folder.");
            }

            _history.RollBack(pluginId, previous, inFolder.ContentHash);
        },
        cancellationToken);

    /// <summary>Tries plugins without publishing them: files, contract, order, settings, self-test, and that they can be unloaded.</summary>
    /// <param name="pluginId">The plugin; null for all that are found.</param>
    /// <param name="cancellationToken">Stops the trial.</param>
    /// <exception cref="PluginRefusedException">There is no plugin of that name.</exception>
    public async Task<IReadOnlyList<PluginVerification>> VerifyAsync(string? pluginId = null, CancellationToken cancellationToken = default)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            PluginCatalogScan scan = await Task.Run(() => _catalog.Scan(), cancellationToken);
            if (pluginId is not null)
            {
                Find(scan, pluginId);
            }

            return await _trial.RunAsync(scan, _options.CurrentValue, pluginId, cancellationToken);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Puts the plugins of the generation before back, as they were, until their folders change.</summary>
    /// <exception cref="LocalRagException">There is no generation before.</exception>
    public Task<PluginChange> RollbackAsync(CancellationToken cancellationToken = default) => ChangeAsync(
        _ => _ledger.RollBack(), cancellationToken);

    /// <summary>Returns every plugin that was found or is active.</summary>
    public IReadOnlyList<PluginStatus> List() => _ledger.List(_current, _options.CurrentValue.Enabled ? _offered.Value : PluginCatalogScan.Empty);

    /// <summary>Returns the assemblies that were taken out of use and are not proven gone.</summary>
    public IReadOnlyList<PluginUnload> ListUnloading() => [.. _unloads.Pending().Select(retired => new PluginUnload(
        retired.PluginId, retired.ContentHash, retired.IsLeaked, _timeProvider.GetUtcNow() - retired.Since))];

    /// <summary>Returns the four pipelines as they are.</summary>
    public IReadOnlyList<PipelineDescription> Describe() => _current.Describe();

    /// <summary>Waits until every generation that was replaced has ended its calls, and every assembly taken out is proven gone or leaked.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken = default)
    {
        Task[] retiring;
        lock (_retiringLock)
        {
            retiring = [.. _retiring];
        }

        await Task.WhenAll(retiring).WaitAsync(cancellationToken);
        await _unloads.SettleAsync(cancellationToken);
    }

    /// <summary>Takes all plugins out and waits for the calls on them to end, 30 seconds at most; then they are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync();
        try
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            Publish(_generations.Plain());
        }
        finally
        {
            _changing.Release();
        }

        await using (_timeProvider.CreateTimer(_ => _closing.Cancel(), null, s_closingLimit, Timeout.InfiniteTimeSpan))
        {
            await SettleAsync();
        }

        await _unloads.DisposeAsync();
        _closing.Dispose();

        // Not the semaphore: whoever still waits for it would wait for ever, and it holds nothing.
    }
}
