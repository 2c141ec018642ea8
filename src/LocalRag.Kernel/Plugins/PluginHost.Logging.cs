using Microsoft.Extensions.Logging;

namespace LocalRag.Plugins;

/// <content>What the log says.</content>
public sealed partial class PluginHost
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Which plugins are live could not be written down for a rollback")]
    private partial void LogNotRemembered(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Generation {Number} is live with {Plugins} plugins")]
    private partial void LogPublished(long number, int plugins);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Generation {Number} was disposed under {Left} calls that did not end after cancellation")]
    private partial void LogAbandoned(long number, int left);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin {Plugin} failed on its way out: {Failure}")]
    private partial void LogExitFailed(string plugin, string failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "A listener to the settings failed when the plugins' settings changed: {Failure}")]
    private partial void LogListenerFailed(string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plugin {Plugin} was not taken: {Reason}")]
    private partial void LogRefused(string plugin, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Plugin {Plugin} is quarantined: {Reason}")]
    private partial void LogQuarantined(string plugin, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The plugins could not be reloaded after plugin {Plugin} was quarantined")]
    private partial void LogReloadFailed(Exception exception, string plugin);
}
