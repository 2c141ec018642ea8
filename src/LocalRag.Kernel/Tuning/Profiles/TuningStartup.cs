using LocalRag.Plugins;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Tuning;

/// <summary>Puts the profile of this machine and model in force when the host starts, before plugins are loaded.</summary>
internal sealed partial class TuningStartup(
    TuningProfileStore store,
    TuningKeys keys,
    TunedSettings settings,
    IOptionsMonitor<TuningOptions> tuning,
    IOptionsMonitor<PluginsOptions> plugins,
    ILogger<TuningStartup> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Apply();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Apply()
    {
        if (!tuning.CurrentValue.UseProfile || !plugins.CurrentValue.Enabled)
        {
            return;
        }

        try
        {
            if (store.Find() is { Applied: true } profile)
            {
                settings.Replace(keys.Allowed(profile.Settings, LogRefused));
            }
        }
        catch (LocalRagException exception)
        {
            // A host without its profile is slower, not wrong; tune --show fails with the same words.
            LogUnreadable(exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A setting of the tuned profile is not used: {Problem}")]
    private partial void LogRefused(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tuned profile is not used: {Problem}")]
    private partial void LogUnreadable(string problem);
}
