using System.Globalization;
using Microsoft.Extensions.Logging;

namespace LocalRag.Plugins.Tuner;

/// <summary>Divides answers into blocks, reads the host's figures after each, and tries a value in a small share of the blocks.</summary>
/// <remarks>
/// 1. A setting is changed only while no answer is being made; a block ends when enough answers have ended and none is under way.
/// 2. A value that is tried is taken back at once when an answer fails, when one takes far longer than any without it, or when its block is far worse.
/// 3. A value that is kept is held against the one before again after a while.
/// Members may be called from any thread.
/// </remarks>
internal sealed class OnlineTuner : IAsyncDisposable
{
    /// <summary>Answers differ in length: one that takes longer than any before is not yet a harm.</summary>
    private const double Patience = 2;

    private static readonly TimeSpan s_untilNextLook = TimeSpan.FromMinutes(1);

    private static readonly Action<ILogger, string, Exception?> s_logBottleneck =
        LoggerMessage.Define<string>(LogLevel.Information, new EventId(1, "Bottleneck"), "{Bottleneck}");

    private static readonly Action<ILogger, string, Exception?> s_logDropped =
        LoggerMessage.Define<string>(LogLevel.Debug, new EventId(2, "Dropped"), "{Reason}");

    private readonly ITuning _tuning;
    private readonly TunerOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly ITimer _watch;
    private readonly Lock _lock = new();
    private readonly List<LiveTrial> _kept = [];
    private readonly HashSet<(string Key, string Value)> _tried = [];
    private readonly FigureHistory _history = new();
    private readonly BlockFigures _block = new();
    private IReadOnlyList<string> _bottlenecks = [];
    private LiveTrial? _trial;
    private DateTimeOffset _nextLook;
    private TimeSpan _slowest;
    private bool _isTried;
    private bool _hasFailed;
    private int _running;
    private int _answers;
    private int _blocksWithout;
    private bool _disposed;

    public OnlineTuner(ITuning tuning, TunerOptions options, TimeProvider timeProvider, ILogger<OnlineTuner> logger)
    {
        (_tuning, _options, _timeProvider, _logger) = (tuning, options, timeProvider, logger);
        _watch = timeProvider.CreateTimer(_ => OnSlow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _tuning.ReadFigures();
    }

    private TimeSpan Limit => _slowest * _options.Regression * Patience;

    /// <summary>Gets the figures of the last blocks.</summary>
    public FigureHistory History => _history;

    /// <summary>Tells that an answer begins.</summary>
    public Call Begin()
    {
        lock (_lock)
        {
            if (_running++ == 0 && !_disposed)
            {
                if (_answers == 0)
                {
                    BeginBlock();
                }

                // What was told between two answers is of others.
                _tuning.ReadFigures();
            }

            if (_isTried && _slowest > TimeSpan.Zero)
            {
                _watch.Change(Limit, Timeout.InfiniteTimeSpan);
            }

            return new Call(_timeProvider.GetTimestamp());
        }
    }

    /// <summary>Tells that an answer has ended.</summary>
    public void End(Call call)
    {
        lock (_lock)
        {
            _running--;
            _answers++;
            if (_disposed)
            {
                return;
            }

            TimeSpan took = _timeProvider.GetElapsedTime(call.Start);
            if (_isTried && call.Failed && !_hasFailed)
            {
                TakeBack("An answer failed with it, and none had without.");
            }
            else if (!_isTried)
            {
                _hasFailed |= call.Failed;
                _slowest = took > _slowest ? took : _slowest;
            }

            if (_running == 0)
            {
                _watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _block.Add(_tuning.ReadFigures());
                if (_answers >= _options.Block)
                {
                    EndBlock();
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (LiveTrial trial in _trial is null ? _kept : [.. _kept, _trial])
            {
                trial.Setting.Dispose();
            }
        }

        await _watch.DisposeAsync();
    }

    private void BeginBlock()
    {
        _trial ??= _options.Trials ? NextTrial() : null;
        _isTried = _trial is not null && _blocksWithout >= _options.BlocksBetween;
        if (_isTried)
        {
            _trial!.Switch(isTried: true);
        }
    }

    private void EndBlock()
    {
        HostFigures figures = _block.Take();
        bool isTried = _isTried;
        (_isTried, _answers) = (false, 0);
        _blocksWithout = isTried ? 0 : _blocksWithout + 1;
        if (!isTried)
        {
            Watch(figures);
        }

        if (_trial is not { } trial)
        {
            return;
        }

        trial.Switch(isTried: false);
        if (trial.Add(isTried, figures) is { } step)
        {
            Do(step, trial);
        }
    }

    private void Do(TrialStep step, LiveTrial trial)
    {
        _trial = null;
        switch (step.Kind)
        {
            case StepKind.Keep:
                _kept.Remove(trial);
                _kept.Add(trial);
                trial.Keep(step.Reason, _timeProvider.GetUtcNow());
                break;
            case StepKind.Reject:
                _kept.Remove(trial);
                trial.Setting.Reject(step.Reason);
                trial.Setting.Dispose();
                break;
            default:
                _kept.Remove(trial);
                trial.Setting.Dispose();
                s_logDropped(_logger, step.Reason, null);
                break;
        }
    }

    /// <summary>Returns a kept value whose time it is to be verified, or a value that was not tried yet.</summary>
    private LiveTrial? NextTrial()
    {
        DateTimeOffset now = _timeProvider.GetUtcNow();
        if (_kept.FirstOrDefault(kept => now - kept.VerifiedAt >= _options.Verify) is { } due)
        {
            due.Restart();
            return due;
        }

        if (now < _nextLook)
        {
            return null;
        }

        foreach (TunableSetting setting in _tuning.ListSafe().Where(setting => _kept.All(kept => kept.Setting.Key != setting.Key)))
        {
            if (TrialFigure.Of(setting.Key) is { } figure
                && setting.Values.FirstOrDefault(value => !_tried.Contains((setting.Key, value))) is { } value
                && _tuning.Begin(setting.Key, value) is { } trial)
            {
                _tried.Add((setting.Key, value));
                return new LiveTrial(trial, figure, _options);
            }
        }

        // To look for more takes a reading of all settings: not before each block.
        _nextLook = now + s_untilNextLook;
        return null;
    }

    /// <summary>Ends the trial of this block while its answers go on: the next one is made as before.</summary>
    private void TakeBack(string reason)
    {
        if (_trial is { } trial)
        {
            (_isTried, _blocksWithout) = (false, 0);

            // A kept value is not to blame for what happens without it.
            if (trial.IsKept)
            {
                trial.Switch(isTried: false);
                _trial = null;
                return;
            }

            Do(new TrialStep(StepKind.Reject, reason), trial);
        }
    }

    private void OnSlow()
    {
        lock (_lock)
        {
            if (_isTried && _running > 0 && !_disposed)
            {
                TakeBack(string.Create(
                    CultureInfo.InvariantCulture, $"An answer took more than {Limit.TotalSeconds:0.0} s with it, and the slowest without {_slowest.TotalSeconds:0.0} s."));
            }
        }
    }

    private void Watch(HostFigures figures)
    {
        _history.Add(figures);
        IReadOnlyList<string> bottlenecks = _tuning.FindBottlenecks(_history.ReadRecent());
        if (bottlenecks.Count != _bottlenecks.Count)
        {
            foreach (string bottleneck in bottlenecks)
            {
                s_logBottleneck(_logger, bottleneck, null);
            }
        }

        _bottlenecks = bottlenecks;
    }

    /// <summary>An answer under way.</summary>
    /// <param name="start">When it began.</param>
    internal sealed class Call(long start)
    {
        public long Start => start;

        /// <summary>Gets or sets whether it has failed.</summary>
        public bool Failed { get; set; }
    }
}
