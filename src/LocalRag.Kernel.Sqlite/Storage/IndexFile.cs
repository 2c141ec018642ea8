using SQLitePCL;

namespace LocalRag.Sqlite.Storage;

/// <summary>The file with its connections: one that writes, on a thread of its own, and a few that read. Opened at the first use.</summary>
internal sealed class IndexFile : IAsyncDisposable
{
    /// <summary>The oldest SQLite without the bug that could damage a file when its write-ahead log starts over.</summary>
    private const int OldestSqlite = 3_051_003;

    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly ReaderPool _readers;
    private readonly IndexWriter _writer;
    private volatile bool _open;

    /// <param name="path">The file.</param>
    /// <param name="options">Returns the settings as they are now.</param>
    public IndexFile(string path, Func<SqliteOptions> options)
    {
        Path = path;
        _readers = new ReaderPool(path, options);
        _writer = new IndexWriter(path, options);
    }

    public string Path { get; }

    /// <summary>Gets whether the file is open.</summary>
    public bool IsOpen => _open;

    /// <summary>Gets why the upkeep of the index last failed; null while it has not.</summary>
    public string? UpkeepProblem => _writer.UpkeepProblem;

    /// <summary>Has every connection that is idle let go of the pages that it keeps.</summary>
    public async Task ShrinkAsync(CancellationToken cancellationToken)
    {
        await _readers.ShrinkAsync(cancellationToken);
        await WriteAsync(
            static connection =>
            {
                connection.Execute("PRAGMA shrink_memory");
                return true;
            },
            cancellationToken);
    }

    /// <summary>Runs a read of one consistent state of the index on a pool thread.</summary>
    public async Task<T> ReadAsync<T>(Func<IndexConnection, T> read, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        return await _readers.ReadAsync(read, cancellationToken);
    }

    /// <summary>Runs work on the writing thread, after the work that is already queued there.</summary>
    public async Task<T> WriteAsync<T>(Func<IndexConnection, T> write, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        return await _writer.RunAsync(write, cancellationToken);
    }

    /// <summary>Runs a change on the writing thread, in a transaction that it may share with other changes; all of it happens, or nothing.</summary>
    public async Task<T> ChangeAsync<T>(Func<IndexConnection, T> change, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        return await _writer.ChangeAsync(change, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync();

        // Last, because the last connection to close empties the write-ahead log into the file.
        await _writer.DisposeAsync();
    }

    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        if (_open)
        {
            return;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (!_open)
            {
                // The writing thread opens its connection, and makes the schema, before its first work.
                await _writer.RunAsync(static _ => true, cancellationToken);
                _open = true;
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Opens the connection that may make the file, and its schema.</summary>
    public static IndexConnection OpenForWriting(string path, SqliteOptions options)
    {
        Batteries_V2.Init();
        RequireSqlite(raw.sqlite3_libversion_number(), raw.sqlite3_libversion().utf8_to_string());
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LocalRagException(
                $"The folder of the index {path} cannot be made: {exception.Message}",
                "Set LocalRag:DataDirectory, or Sqlite:Path, to a folder that this user may write to.",
                exception);
        }

        IndexConnection connection = IndexConnection.Open(path, options, queryOnly: false);
        try
        {
            IndexSchema.Prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static void RequireSqlite(int number, string version)
    {
        if (number < OldestSqlite)
        {
            throw new LocalRagException(
                $"The SQLite library is version {version}; the index needs 3.51.3 or newer.",
                "Remove the older SQLitePCLRaw package from the application, or update it.");
        }
    }
}
