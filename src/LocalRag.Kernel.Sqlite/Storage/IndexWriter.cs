using System.Collections.Concurrent;
using System.Diagnostics;

namespace LocalRag.Sqlite.Storage;

/// <summary>
/// Runs all changes of this process, one after the other, on a thread of its own: SQLite allows one writer, its calls block,
/// and waiting for the disk or for another process must not hold a thread of the pool. The thread starts with the first work.
/// </summary>
/// <remarks>The queue is not bounded: each caller has at most one piece of work in it, and awaits that.</remarks>
internal sealed class IndexWriter(string path, SqliteOptions options) : IAsyncDisposable
{
    /// <summary>How long SQLite itself waits for another process's lock, so that cancellation is seen in between.</summary>
    private const int LockWaitMilliseconds = 50;

    private readonly BlockingCollection<WriterJob> _jobs = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _starting = new();
    private Thread? _thread;
    private bool _closing;

    public Task<T> RunAsync<T>(Func<IndexConnection, T> work, CancellationToken cancellationToken)
    {
        var job = new WriterJob<T>(work, cancellationToken);
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
                _jobs.CompleteAdding();
                if (_thread is null)
                {
                    _ended.SetResult();
                }
            }
        }

        await _ended.Task;
    }

    private void Run()
    {
        IndexConnection? connection = null;
        foreach (WriterJob job in _jobs.GetConsumingEnumerable())
        {
            try
            {
                connection ??= Open();
            }
            catch (Exception exception)
            {
                // The caller learns of it; the next work tries again, because the cause may be gone by then.
                job.Fail(exception);
                continue;
            }

            job.Run(connection);
        }

        connection?.Dispose();
        _jobs.Dispose();
        _ended.SetResult();
    }

    private IndexConnection Open()
    {
        IndexConnection connection = IndexFile.OpenForWriting(path, options);
        connection.SetBusyTimeout(TimeSpan.FromMilliseconds(Math.Min(LockWaitMilliseconds, options.BusyTimeout.TotalMilliseconds)));
        return connection;
    }
}
