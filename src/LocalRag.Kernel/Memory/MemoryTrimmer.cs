using Microsoft.Extensions.Logging;

namespace LocalRag.Memory;

/// <summary>Takes the owners up and down the ladder.</summary>
/// <remarks>
/// 1. Up: at once, and as many rungs as it takes to free what is too much, by the owners' own estimates, within what the pressure justifies.
/// 2. Down: one rung each time memory has had room for the calm time, so that what was shed returns by itself and not all at once.
/// 3. A rise within the calm time after a step down is a relapse: it doubles the next calm time, up to eight times, until the bottom is reached.
/// </remarks>
internal sealed partial class MemoryTrimmer(MemoryLedger ledger, TimeProvider timeProvider, ILogger logger)
{
    private const int LongestCalm = 8;

    private static readonly TimeSpan s_ownerLimit = TimeSpan.FromSeconds(10);

    private long? _calmSince;
    private long? _lastStepDown;
    private int _calmFactor = 1;

    /// <summary>Gets the rung that owners were last told of.</summary>
    public int Rung { get; private set; }

    /// <summary>Moves to the rung that pressure and excess ask for, and tells the owners, also those that came later.</summary>
    /// <param name="pressure">How short memory is.</param>
    /// <param name="excess">How many bytes must go.</param>
    /// <param name="calmTime">How long memory must have had room before a step down.</param>
    /// <param name="cancellationToken">Ends the wait for an owner.</param>
    public async Task UpdateAsync(MemoryPressure pressure, long excess, TimeSpan calmTime, CancellationToken cancellationToken)
    {
        IReadOnlyList<LedgerEntry> entries = ledger.List();
        int rung = pressure == MemoryPressure.None ? StepDown(calmTime) : Climb(entries, pressure, excess, calmTime);
        if (rung != Rung)
        {
            LogRung(rung, TrimLadder.Top, pressure, excess / 1_000_000);
        }

        Rung = rung;
        foreach (LedgerEntry entry in entries)
        {
            await TellAsync(entry, cancellationToken);
        }
    }

    private int Climb(IReadOnlyList<LedgerEntry> entries, MemoryPressure pressure, long excess, TimeSpan calmTime)
    {
        _calmSince = null;
        int limit = TrimLadder.Limit(pressure);
        if (Rung >= limit)
        {
            return Rung;
        }

        if (_lastStepDown is long stepDown && timeProvider.GetElapsedTime(stepDown) < calmTime * _calmFactor)
        {
            _calmFactor = Math.Min(LongestCalm, _calmFactor * 2);
        }

        _lastStepDown = null;
        int rung = Rung + 1;
        while (rung < limit && Freed(entries, rung) < excess)
        {
            rung++;
        }

        return rung;
    }

    private int StepDown(TimeSpan calmTime)
    {
        if (Rung == 0)
        {
            return 0;
        }

        _calmSince ??= timeProvider.GetTimestamp();
        if (timeProvider.GetElapsedTime(_calmSince.Value) < calmTime * _calmFactor)
        {
            return Rung;
        }

        _calmSince = timeProvider.GetTimestamp();
        _lastStepDown = _calmSince;
        _calmFactor = Rung == 1 ? 1 : _calmFactor;
        return Rung - 1;
    }

    private static long Freed(IReadOnlyList<LedgerEntry> entries, int rung) => entries.Sum(entry =>
    {
        MemoryTrim level = TrimLadder.Level(rung, entry.Owner.Priority);
        return level > entry.Level ? entry.Owner.GetTrimmableBytes(level) : 0;
    });

    private async Task TellAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        MemoryTrim level = TrimLadder.Level(Rung, entry.Owner.Priority);
        if (level == entry.Level)
        {
            return;
        }

        entry.Level = level;
        using CancellationTokenSource limit = new(s_ownerLimit, timeProvider);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            // An owner that does not look at its token must not hold up the others.
            await entry.Owner.TrimAsync(level, linked.Token).AsTask().WaitAsync(linked.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Another owner may have more to give; this one is asked again at the next level.
            LogOwnerFailed(exception, entry.Owner.Name, level);
        }
    }

    [LoggerMessage(LogLevel.Information, "Memory pressure is {Pressure}, {Excess} MB too much: owners of memory are at step {Rung} of {Top} of giving some back.")]
    private partial void LogRung(int rung, int top, MemoryPressure pressure, long excess);

    [LoggerMessage(LogLevel.Warning, "{Owner} did not give back memory at the level {Level}")]
    private partial void LogOwnerFailed(Exception exception, string owner, MemoryTrim level);
}
