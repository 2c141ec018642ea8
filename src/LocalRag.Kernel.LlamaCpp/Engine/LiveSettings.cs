using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>The engine's settings as they are now; while they are not valid, the last ones that were.</summary>
internal sealed partial class LiveSettings(IOptionsMonitor<LlamaOptions> monitor, ILogger logger)
{
    private LlamaOptions? _valid;
    private string? _refused;

    /// <exception cref="OptionsValidationException">They are not valid, and never were.</exception>
    public LlamaOptions Current
    {
        get
        {
            try
            {
                return _valid = monitor.CurrentValue;
            }
            catch (OptionsValidationException exception) when (_valid is not null)
            {
                if (Interlocked.Exchange(ref _refused, exception.Message) != exception.Message)
                {
                    LogRefused(logger, exception.Message);
                }

                return _valid;
            }
        }
    }

    /// <summary>Calls back when a setting may have changed; null where settings never do.</summary>
    public IDisposable? OnChange(Action changed) => monitor.OnChange(_ => changed());

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed settings of the chat engine are not valid, the ones before stay in force: {Problem}")]
    private static partial void LogRefused(ILogger logger, string problem);
}
