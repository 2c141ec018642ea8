using LocalRag.Measurement;
using Microsoft.Extensions.Logging;

namespace LocalRag.Tuning;

/// <summary>Tuning as one plugin sees it: whatever it has set, and the ear that it has on the instruments, go with its container.</summary>
internal sealed partial class PluginTuning(OnlineTuning tuning) : ITuning, IDisposable
{
    private readonly List<SettingTrial> _trials = [];
    private readonly Lock _lock = new();
    private MeterCollector? _meters;
    private bool _disposed;

    public IReadOnlyList<TunableSetting> ListSafe()
    {
        try
        {
            return tuning.IsHeldByAnother(this) ? [] : FindSafe();
        }
        catch (Exception exception) when (exception is LocalRagException or IOException or UnauthorizedAccessException)
        {
            // Somebody waits for an answer: a profile or a setting that can't be read must not cost it.
            LogUnreadable(tuning.Logger, exception.Message);
            return [];
        }
    }

    public HostFigures ReadFigures()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _meters ??= new MeterCollector();
            HostFigures figures = FigureReader.Read(_meters.ReadTold(), tuning.Memory.Status);
            _meters.Reset();
            return figures;
        }
    }

    public IReadOnlyList<string> FindBottlenecks(HostFigures figures) =>
        [.. BottleneckFinder.Find(figures, tuning.Options.CurrentValue).Select(bottleneck => bottleneck.Explanation)];

    public ISettingTrial? Begin(string key, string value)
    {
        if (!ListSafe().Any(setting => setting.Key == key && setting.Values.Contains(value)))
        {
            return null;
        }

        lock (_lock)
        {
            if (_disposed || !tuning.TryHold(this))
            {
                return null;
            }

            SettingTrial trial = new(tuning, key, value);
            _trials.Add(trial);
            return trial;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (SettingTrial trial in _trials)
            {
                trial.Dispose();
            }

            _trials.Clear();
            _meters?.Dispose();
            tuning.Release(this);
        }
    }

    private TunableSetting[] FindSafe()
    {
        TuningProfile? profile = tuning.Store.Find();
        string[] keptBefore = [.. profile?.KeptOnline.Select(kept => kept.Change) ?? []];
        return
        [
            .. from tunable in tuning.Catalog.ListTunable()
               where tunable.IsFree && tunable.Cost == SettingCost.Live && !tunable.ChangesAnswers
               let values = tunable.Values
                   .Where(value => profile?.IsHarmful(Change(tunable.Key, value)) != true)
                   .OrderBy(value => keptBefore.Contains(Change(tunable.Key, value)) ? 0 : 1)
                   .ToArray()
               where values.Length > 0
               select new TunableSetting(tunable.Key, tunable.Setting.Value, values),
        ];
    }

    private static string Change(string key, string value) => $"{key}={value}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "No setting is tried: {Problem}")]
    private static partial void LogUnreadable(ILogger logger, string problem);
}
