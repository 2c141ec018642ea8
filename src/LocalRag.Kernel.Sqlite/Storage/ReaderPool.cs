using System.Collections.Concurrent;

namespace LocalRag.Sqlite.Storage;

/// <summary>
/// Connections that read, each lent to one read at a time. Not the pool of Microsoft.Data.Sqlite: that one hands on whatever
/// pragmas the last borrower has set, and keeps the file open after the index is disposed.
/// </summary>
internal sealed class ReaderPool(string path, Func<SqliteOptions> options) : IAsyncDisposable
{
    private readonly int _readers = options().Readers;
    private readonly SemaphoreSlim _slots = new(options().Readers, options().Readers);
    private readonly ConcurrentBag<IndexConnection> _idle = [];
    private int _disposed;

    public async Task<T> ReadAsync<T>(Func<IndexConnection, T> read, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        await _slots.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            return await Task.Run(() => Read(read, cancellationToken), cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Has the connections that nobody uses let go of the pages that they keep.</summary>
    public async Task ShrinkAsync(CancellationToken cancellationToken)
    {
        // With a slot in hand the pool is not disposed meanwhile.
        await _slots.WaitAsync(cancellationToken);
        try
        {
            List<IndexConnection> idle = [];
            while (_disposed == 0 && _idle.TryTake(out IndexConnection? connection))
            {
                idle.Add(connection);
            }

            foreach (IndexConnection connection in idle)
            {
                connection.Execute("PRAGMA shrink_memory");
                _idle.Add(connection);
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // Whoever reads now may finish.
        for (int slot = 0; slot < _readers; slot++)
        {
            await _slots.WaitAsync();
        }

        while (_idle.TryTake(out IndexConnection? connection))
        {
            connection.Dispose();
        }

        // Those who still wait for a slot find the pool disposed.
        _slots.Release(_readers);
    }

    private T Read<T>(Func<IndexConnection, T> read, CancellationToken cancellationToken)
    {
        if (!_idle.TryTake(out IndexConnection? connection))
        {
            connection = IndexConnection.Open(path, options(), queryOnly: true);
        }

        bool sound = false;
        try
        {
            connection.RequireUnmoved();
            connection.FollowForReading(options());
            connection.Execute("BEGIN");
            T result;
            using (cancellationToken.UnsafeRegister(static state => ((IndexConnection)state!).Interrupt(), connection))
            {
                result = read(connection);
            }

            sound = true;
            return result;
        }
        catch (IndexStorageException exception) when (exception.ResultCode == ResultCode.Interrupted)
        {
            sound = true;
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        finally
        {
            connection.RollBack();
            if (sound)
            {
                _idle.Add(connection);
            }
            else
            {
                // After an error nothing is assumed about the connection: the next read opens another.
                connection.Dispose();
            }
        }
    }
}
