using System.Collections.Concurrent;
using System.Diagnostics;

namespace LocalRag.Sqlite.Storage;

/// <summary>
/// Runs all changes of this process, one after the other, on a thread of its own: SQLite allows one writer, its calls block,
/// and waiting for the disk or for another process must not hold a thread of the pool. The thread starts with the first work.
/// </summary>
/// <remarks>The queue is not bounded: each caller has at most one piece of work in it, and awaits that.</remarks>
internal sealed class IndexWriter(string path, Func<SqliteOptions> options) : IAsyncDisposable
{
    /// <summary>How long SQLite itself waits for another process's lock, so that cancellation is seen in between.</summary>
    private const int LockWaitMilliseconds = 50;

    private readonly BlockingCollection<WriterJob> _jobs = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closed = new();
    private readonly Lock _starting = new();
    private Thread? _thread;
    private WriterJob? _waiting;
    private bool _closing;

    /// <summary>Gets why the upkeep of the index last failed; null while it has not.</summary>
    public string? UpkeepProblem { get; private set; }

    /// <summary>Runs work that begins its own transactions, if any.</summary>
    public Task<T> RunAsync<T>(Func<IndexConnection, T> work, CancellationToken cancellationToken) =>
        Enqueue(new WriterJob<T>(work, isChange: false, cancellationToken));

    /// <summary>Runs a change within a transaction.</summary>
    public Task<T> ChangeAsync<T>(Func<IndexConnection, T> change, CancellationToken cancellationToken) =>
        Enqueue(new WriterJob<T>(change, isChange: true, cancellationToken));

    /// <summary>Starts a transaction that may write, and waits for another process up to the configured time.</summary>
    public static void BeginTransaction(IndexConnection connection, SqliteOptions options, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                connection.Execute("BEGIN IMMEDIATE");
                return;
            }
            catch (IndexStorageException exception) when (
                exception.ResultCode == ResultCode.Busy && Stopwatch.GetElapsedTime(started) < options.BusyTimeout)
            {
                // The next attempt waits inside SQLite, up to LockWaitMilliseconds.
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_starting)
        {
            if (!_closing)
            {
                _closing = true;
                _closed.Cancel();
                _jobs.CompleteAdding();
                if (_thread is null)
                {
                    _ended.SetResult();
                }
            }
        }

        await _ended.Task;
    }

    private Task<T> Enqueue<T>(WriterJob<T> job)
    {
        lock (_starting)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            _jobs.Add(job, CancellationToken.None);
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "LocalRag index writer" };

                // Without the flow of the first caller: the thread would keep the async locals of the plugin that the call came through.
                _thread.UnsafeStart();
            }
        }

        return job.Completion;
    }

    private void Run()
    {
        IndexConnection? connection = null;
        WriterUpkeep? upkeep = null;
        while (TryTake(upkeep, out WriterJob? job))
        {
            if (job is null)
            {
                UpkeepProblem = upkeep!.Step(connection!, options(), _closed.Token);
                continue;
            }

            try
            {
                connection ??= Open();
                connection.Follow(options());
                upkeep ??= new WriterUpkeep();
            }
            catch (Exception exception)
            {
                // The caller learns of it; the next work tries again, because the cause may be gone by then.
                job.Fail(exception);
                continue;
            }

            Run(connection, job);
            upkeep.Written(job.IsChange);
            if (upkeep.IsOverdue)
            {
                UpkeepProblem = upkeep.Step(connection, options(), _closed.Token);
            }
        }

        connection?.Dispose();
        _jobs.Dispose();
        _closed.Dispose();
        _ended.SetResult();
    }

    /// <summary>Waits for the next piece of work, or until upkeep is due: then there is none.</summary>
    /// <returns>False once the writer is closed and all work is done.</returns>
    private bool TryTake(WriterUpkeep? upkeep, out WriterJob? job)
    {
        job = Interlocked.Exchange(ref _waiting, null);
        return job is not null
            || _jobs.TryTake(out job, upkeep?.MillisecondsUntilDue(options()) ?? Timeout.Infinite)
            || !_jobs.IsCompleted;
    }

    private void Run(IndexConnection connection, WriterJob job)
    {
        try
        {
            if (job.IsChange)
            {
                new ChangeGroup(connection, options()).Run(job, TakeChange);
            }
            else if (job.Attempt(connection))
            {
                job.Complete();
            }
        }
        finally
        {
            connection.RollBack();
        }
    }

    private WriterJob? TakeChange()
    {
        if (!_jobs.TryTake(out WriterJob? job) || job.IsChange)
        {
            return job;
        }

        _waiting = job;
        return null;
    }

    private IndexConnection Open()
    {
        SqliteOptions current = options();
        IndexConnection connection = IndexFile.OpenForWriting(path, current);
        connection.SetBusyTimeout(TimeSpan.FromMilliseconds(Math.Min(LockWaitMilliseconds, current.BusyTimeout.TotalMilliseconds)));
        return connection;
    }
}
