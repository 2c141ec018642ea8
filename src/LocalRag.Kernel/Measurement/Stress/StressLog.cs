using System.Runtime.InteropServices;
using LocalRag.Measurement.Statistics;

namespace LocalRag.Measurement.Stress;

/// <summary>What a run has seen so far: the last events, the violations, and how often what was done and checked. Safe for all callers at once.</summary>
internal sealed class StressLog(TimeProvider timeProvider) : IDisposable
{
    private const int KeptEvents = 120;

    private readonly Lock _lock = new();
    private readonly long _start = timeProvider.GetTimestamp();
    private readonly Queue<StressEvent> _events = new(KeptEvents);
    private readonly List<StressViolation> _violations = [];
    private readonly CancellationTokenSource _broken = new();
    private readonly Dictionary<StressInvariant, long> _checks = Enum.GetValues<StressInvariant>().ToDictionary(invariant => invariant, _ => 0L);
    private readonly Dictionary<(StressOperation Operation, StressEnding Ending), List<double>> _endings = [];
    private IReadOnlyList<StressEvent> _lastEvents = [];

    /// <summary>Gets the token that is cancelled at the first violation.</summary>
    public CancellationToken Broken => _broken.Token;

    public TimeSpan Elapsed => timeProvider.GetElapsedTime(_start);

    public long Operations
    {
        get
        {
            lock (_lock)
            {
                return _endings.Values.Sum(times => (long)times.Count);
            }
        }
    }

    public void Note(int caller, string text)
    {
        lock (_lock)
        {
            if (_events.Count == KeptEvents)
            {
                _events.Dequeue();
            }

            _events.Enqueue(new StressEvent(Elapsed.TotalMilliseconds, caller, text));
        }
    }

    public void Ended(StressOperation operation, StressEnding ending, TimeSpan took)
    {
        lock (_lock)
        {
            if (!_endings.TryGetValue((operation, ending), out List<double>? times))
            {
                _endings[(operation, ending)] = times = [];
            }

            times.Add(took.TotalMilliseconds);
        }
    }

    /// <summary>Counts a check, and takes note where it did not hold.</summary>
    /// <returns>Whether it held.</returns>
    public bool Check(StressInvariant invariant, bool holds, Func<string> detail)
    {
        lock (_lock)
        {
            _checks[invariant]++;
        }

        if (!holds)
        {
            Break(invariant, detail());
        }

        return holds;
    }

    public void Break(StressInvariant invariant, string detail)
    {
        Note(-1, $"{invariant} is broken: {detail}");
        lock (_lock)
        {
            if (_violations.Count == 0)
            {
                _lastEvents = [.. _events];
            }

            _violations.Add(new StressViolation(invariant, detail, Elapsed.TotalMilliseconds));
        }

        _broken.Cancel();
    }

    public StressReport ToReport(StressRequest request, StressMemory memory, int pauses, int? mostWaiting)
    {
        lock (_lock)
        {
            return new StressReport
            {
                Seed = request.Seed,
                Callers = request.Callers,
                Seconds = Elapsed.TotalSeconds,
                Operations = [.. Enum.GetValues<StressOperation>().Select(Count).Where(count => count.Done + count.Abstained + count.Cancelled + count.Broken > 0)],
                Invariants = [.. _checks.Select(pair => new StressInvariantCount(pair.Key, pair.Value, _violations.Count(violation => violation.Invariant == pair.Key)))],
                Violations = [.. _violations],
                LastEvents = _lastEvents,
                Memory = memory,
                Pauses = pauses,
                MostWaiting = mostWaiting,
            };
        }
    }

    public void Dispose() => _broken.Dispose();

    private StressOperationCount Count(StressOperation operation)
    {
        List<double> complete = [.. Times(operation, StressEnding.Done), .. Times(operation, StressEnding.Abstained)];
        complete.Sort();
        return new StressOperationCount(
            operation,
            Times(operation, StressEnding.Done).Count,
            Times(operation, StressEnding.Abstained).Count,
            Times(operation, StressEnding.Cancelled).Count,
            Times(operation, StressEnding.Broken).Count,
            QuantileOf(complete, 0.5),
            QuantileOf(complete, 0.95));
    }

    private List<double> Times(StressOperation operation, StressEnding ending) => _endings.GetValueOrDefault((operation, ending)) ?? [];

    private static double QuantileOf(List<double> sorted, double share) => sorted.Count == 0 ? 0 : Quantile.Of(CollectionsMarshal.AsSpan(sorted), share);
}
