using System.Diagnostics;
using LocalRag.Sqlite.Vectors;

namespace LocalRag.Sqlite.Storage;

/// <summary>Says when the writing thread looks after the index, and does it: commits onto the disk, codes of vectors, and what <see cref="IdleMaintenance"/> does.</summary>
internal sealed class WriterUpkeep
{
    /// <summary>How long a commit may be in memory only, where <see cref="SqliteSynchronous.Normal"/> is set.</summary>
    private static readonly TimeSpan s_syncWithin = TimeSpan.FromSeconds(1);

    /// <summary>How long documents that come one after the other may keep the codes waiting.</summary>
    private static readonly TimeSpan s_stepWithin = TimeSpan.FromMilliseconds(250);

    /// <summary>So long nothing is written before the index counts as idle.</summary>
    private static readonly TimeSpan s_idleAfter = TimeSpan.FromSeconds(2);

    // The first look, when the index has been opened, may find codes that an earlier process has begun.
    private bool _codesDue = true;
    private bool _idleDue = true;
    private bool _stepFailed;
    private long _lastStep = Stopwatch.GetTimestamp();
    private long _lastWritten = Stopwatch.GetTimestamp();
    private long? _unsyncedSince;

    /// <summary>Gets whether upkeep must not wait longer for a pause.</summary>
    public bool IsOverdue => (_codesDue && !_stepFailed && Stopwatch.GetElapsedTime(_lastStep) >= s_stepWithin) || IsSyncDue;

    private bool IsSyncDue => _unsyncedSince is { } since && Stopwatch.GetElapsedTime(since) >= s_syncWithin;

    /// <summary>Notes that work was done.</summary>
    public void Written(bool isChange)
    {
        _lastWritten = Stopwatch.GetTimestamp();
        if (isChange)
        {
            (_codesDue, _idleDue, _stepFailed) = (true, true, false);
            _unsyncedSince ??= _lastWritten;
        }
    }

    /// <summary>Returns how long the next step can wait; infinite where none is due.</summary>
    public int MillisecondsUntilDue(SqliteOptions options)
    {
        if (_codesDue && !_stepFailed)
        {
            return 0;
        }

        double wait = double.PositiveInfinity;
        if (_unsyncedSince is { } since)
        {
            wait = (s_syncWithin - Stopwatch.GetElapsedTime(since)).TotalMilliseconds;
        }

        if (_idleDue && options.IdleMaintenance)
        {
            wait = Math.Min(wait, (s_idleAfter - Stopwatch.GetElapsedTime(_lastWritten)).TotalMilliseconds);
        }

        return double.IsPositiveInfinity(wait) ? Timeout.Infinite : (int)Math.Max(0, Math.Ceiling(wait));
    }

    /// <summary>Takes the step that is most due.</summary>
    /// <returns>Why it failed, for those who look at the state of the index; null where it did not.</returns>
    public string? Step(IndexConnection connection, SqliteOptions options, CancellationToken closed)
    {
        _lastStep = Stopwatch.GetTimestamp();
        try
        {
            connection.Follow(options);
            Take(connection, options, closed);
            return null;
        }
        catch (Exception exception) when (exception is LocalRagException or OperationCanceledException)
        {
            // Nothing waits for the step: searches go on without it, and the next change gives it another try.
            (_stepFailed, _idleDue, _unsyncedSince) = (true, false, null);
            return exception.Message;
        }
        finally
        {
            connection.RollBack();
        }
    }

    private void Take(IndexConnection connection, SqliteOptions options, CancellationToken closed)
    {
        if (IsSyncDue)
        {
            // With a commit that waits for the disk anyway there is nothing to sync, but the log may have grown.
            bool synced = options.Synchronous == SqliteSynchronous.Full || Checkpoints.Sync(connection);
            Checkpoints.Bound(connection);
            _unsyncedSince = synced ? null : Stopwatch.GetTimestamp();
        }
        else if (_codesDue)
        {
            _codesDue = CodeUpkeep.Step(connection, options, closed);
        }
        else if (_idleDue && options.IdleMaintenance)
        {
            _idleDue = IdleMaintenance.Step(connection);
        }
    }
}
