using LocalRag.Settings;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Tuning;

/// <summary>What tuning while the host answers is made of; each plugin gets its own <see cref="PluginTuning"/> over it.</summary>
internal sealed class OnlineTuning(
    SettingsCatalog catalog,
    TunedSettings settings,
    TuningProfileStore store,
    IMemoryArbiter memory,
    IOptionsMonitor<TuningOptions> options,
    TimeProvider timeProvider,
    ILogger<OnlineTuning> logger)
{
    private readonly Lock _lock = new();
    private PluginTuning? _holder;

    public SettingsCatalog Catalog => catalog;

    public TunedSettings Settings => settings;

    public TuningProfileStore Store => store;

    public IMemoryArbiter Memory => memory;

    public IOptionsMonitor<TuningOptions> Options => options;

    public TimeProvider TimeProvider => timeProvider;

    public ILogger<OnlineTuning> Logger => logger;

    /// <summary>Lets one plugin try settings at a time: two would measure each other's trials. That is so while a plugin is replaced, too.</summary>
    /// <returns>Whether it is this one.</returns>
    public bool TryHold(PluginTuning plugin)
    {
        lock (_lock)
        {
            _holder ??= plugin;
            return _holder == plugin;
        }
    }

    public bool IsHeldByAnother(PluginTuning plugin)
    {
        lock (_lock)
        {
            return _holder is not null && _holder != plugin;
        }
    }

    public void Release(PluginTuning plugin)
    {
        lock (_lock)
        {
            _holder = _holder == plugin ? null : _holder;
        }
    }
}
