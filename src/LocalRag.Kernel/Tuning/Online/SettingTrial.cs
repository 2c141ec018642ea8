using LocalRag.Measurement;
using LocalRag.Measurement.Statistics;
using Microsoft.Extensions.Logging;

namespace LocalRag.Tuning;

/// <summary>A value in the layer of tuned settings, for as long as it is tried or kept.</summary>
internal sealed partial class SettingTrial(OnlineTuning tuning, string key, string value) : ISettingTrial
{
    /// <summary>The smallest effect that counts: blocks of live calls hold other questions each time, and no control tells the noise.</summary>
    private const double SmallestEffect = 0.05;

    private const int Seed = 22;

    private bool _isOn;
    private bool _disposed;

    public string Key => key;

    public string Value => value;

    private string Change => $"{key}={value}";

    public bool IsOn
    {
        get => _isOn;
        set
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Set(value);
        }
    }

    public TrialVerdict Judge(IReadOnlyList<double> before, IReadOnlyList<double> during, bool higherIsBetter)
    {
        PairedSamples samples = new(before, during, higherIsBetter ? "token/s" : "ms");
        if (samples.Count < VerdictRule.FewestPairs || !samples.IsRatio || samples.Chance > VerdictRule.FalseAlarmRate)
        {
            return TrialVerdict.Undecided;
        }

        Interval effect = samples.Effect(Seed);
        return effect is { Low: <= 0, High: >= 0 } || Math.Abs(effect.Value) < SmallestEffect ? TrialVerdict.Undecided
            : effect.Value > 0 == higherIsBetter ? TrialVerdict.Better
            : TrialVerdict.Worse;
    }

    public void Keep(string reason)
    {
        IsOn = true;
        Note(profile => profile with
        {
            KeptOnline = [.. profile.KeptOnline.Where(kept => kept.Change != Change), new OnlineChange(Change, reason, tuning.TimeProvider.GetUtcNow())],
        });
        LogKept(tuning.Logger, Change, reason);
    }

    public void Reject(string reason)
    {
        // First of all: what does harm must not wait for a disk.
        Set(false);
        Note(profile => profile.With(new HarmfulChange(Change, null, reason, tuning.TimeProvider.GetUtcNow())) with
        {
            KeptOnline = [.. profile.KeptOnline.Where(kept => kept.Change != Change)],
        });
        LogRejected(tuning.Logger, Change, reason);
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            Set(false);
            _disposed = true;
        }
    }

    private void Set(bool on)
    {
        if (_isOn != on)
        {
            _isOn = on;
            tuning.Settings.Try(key, on ? value : null);
        }
    }

    private void Note(Func<TuningProfile, TuningProfile> change)
    {
        try
        {
            tuning.Store.Update(change);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or LocalRagException)
        {
            // The setting is as it should be; only a later run will not know of it.
            LogNotNoted(tuning.Logger, Change, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Change} is kept while the plugin is there: {Reason}")]
    private static partial void LogKept(ILogger logger, string change, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Change} was taken back, and is not tried again: {Reason}")]
    private static partial void LogRejected(ILogger logger, string change, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was learned of {Change} could not be kept: {Problem}")]
    private static partial void LogNotNoted(ILogger logger, string change, string problem);
}
