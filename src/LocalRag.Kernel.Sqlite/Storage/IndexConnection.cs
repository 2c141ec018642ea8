using System.Diagnostics;
using System.Globalization;
using SQLitePCL;

namespace LocalRag.Sqlite.Storage;

/// <summary>
/// One connection to the index, used by one thread at a time. A thin layer over SQLite's C interface, because
/// Microsoft.Data.Sqlite waits for locks in a loop that no token ends, counts that wait in whole seconds and copies every blob.
/// </summary>
internal sealed class IndexConnection : IDisposable
{
    /// <summary>How long after another connection's last commit a reader takes the index to be still changing.</summary>
    private static readonly TimeSpan s_calm = TimeSpan.FromSeconds(2);

    private readonly sqlite3 _database;
    private readonly Dictionary<string, IndexStatement> _statements = new(StringComparer.Ordinal);
    private long? _dataVersion;
    private long? _lastChange;

    private IndexConnection(sqlite3 database, string file)
    {
        _database = database;
        File = file;
    }

    public string File { get; }

    /// <summary>Gets the statements that were prepared so far.</summary>
    public IReadOnlyCollection<string> Statements => _statements.Keys;

    /// <summary>Gets SQLite's own handle, for the functions that copy a whole file.</summary>
    public sqlite3 Handle => _database;

    private ConnectionSettings Settings { get; set; }

    public bool InTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    /// <summary>Opens the file and sets every pragma: none is left to what an earlier connection or the build of SQLite has set.</summary>
    public static IndexConnection Open(string file, SqliteOptions options, bool queryOnly)
    {
        int flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_NOMUTEX | (queryOnly ? 0 : raw.SQLITE_OPEN_CREATE);
        int code = raw.sqlite3_open_v2(file, out sqlite3 database, flags, null);
        var connection = new IndexConnection(database, file);
        try
        {
            connection.Check(code);
            connection.Configure(options, queryOnly);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Brings the pragmas up to settings that were changed since; not within a transaction.</summary>
    public void Follow(SqliteOptions options) => Follow(ConnectionSettings.Of(options));

    /// <summary>Brings the pragmas up to the settings, and to whether other connections write just now; not within a transaction.</summary>
    public void FollowForReading(SqliteOptions options)
    {
        long version = ReadInt64("PRAGMA data_version");
        if (_dataVersion != version)
        {
            _lastChange = _dataVersion is null ? null : Stopwatch.GetTimestamp();
            _dataVersion = version;
        }

        bool isChanging = _lastChange is { } last && Stopwatch.GetElapsedTime(last) < s_calm;
        ConnectionSettings settings = ConnectionSettings.Of(options);
        Follow(isChanging ? settings.WhileChanging() : settings);
    }

    /// <summary>Returns the statement for a text of SQL, which must be a constant: it is kept until the connection closes.</summary>
    public IndexStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out IndexStatement? statement))
        {
            Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt handle));
            statement = new IndexStatement(this, handle);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Runs SQL once, without keeping the statement.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_database, sql));

    public long ReadInt64(string sql)
    {
        using IndexStatement statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    /// <summary>Sets how long SQLite waits for a lock of another connection before it reports <see cref="ResultCode.Busy"/>.</summary>
    public void SetBusyTimeout(TimeSpan timeout) => Check(raw.sqlite3_busy_timeout(_database, (int)timeout.TotalMilliseconds));

    /// <summary>Gets whether another file, or none, now stands in the place of the one that is open: what is written to it would be lost.</summary>
    public bool IsMoved => NativeMethods.FileControl(_database, "main", NativeMethods.FileControlHasMoved, out int moved) == 0 && moved != 0;

    /// <summary>Throws where the file was moved.</summary>
    public void RequireUnmoved()
    {
        if (IsMoved)
        {
            throw new LocalRagException(
                $"The index {File} was deleted, moved or replaced while this program used it.",
                "Put the file back, or restart the program and ingest the documents again.");
        }
    }

    /// <summary>Makes whatever runs on this connection end with <see cref="ResultCode.Interrupted"/>; the one member for other threads.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_database);

    /// <summary>Throws unless the code says that all is well.</summary>
    public void Check(int code)
    {
        if (code != (int)ResultCode.Ok)
        {
            throw IndexStorageException.Create(
                raw.sqlite3_extended_errcode(_database), raw.sqlite3_errmsg(_database).utf8_to_string(), File);
        }
    }

    /// <summary>Ends a transaction without its changes; does nothing where SQLite has already done so.</summary>
    public void RollBack()
    {
        if (InTransaction)
        {
            _ = raw.sqlite3_exec(_database, "ROLLBACK");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IndexStatement statement in _statements.Values)
        {
            statement.Release();
        }

        _statements.Clear();
        _database.Dispose();
    }

    private void Configure(SqliteOptions options, bool queryOnly)
    {
        Check(raw.sqlite3_extended_result_codes(_database, 1));
        SetBusyTimeout(options.BusyTimeout);
        Check(raw.sqlite3_db_config(_database, raw.SQLITE_DBCONFIG_DEFENSIVE, 1, out _));
        Apply(ConnectionSettings.Of(options));
        Execute(string.Create(CultureInfo.InvariantCulture, $"""
            PRAGMA foreign_keys = ON;
            PRAGMA trusted_schema = OFF;
            PRAGMA temp_store = FILE;
            PRAGMA journal_size_limit = {Checkpoints.LogLimit};
            PRAGMA wal_autocheckpoint = 1000;
            PRAGMA query_only = {(queryOnly ? "ON" : "OFF")};
            """));
    }

    private void Follow(ConnectionSettings settings)
    {
        if (Settings != settings)
        {
            Apply(settings);

            // What a smaller cache may keep goes at once.
            Execute("PRAGMA shrink_memory");
        }
    }

    private void Apply(ConnectionSettings settings)
    {
        // A page that is mapped is taken anew at each use, and checking all its cells each time makes a search by words four times as slow.
        Execute(string.Create(CultureInfo.InvariantCulture, $"""
            PRAGMA cell_size_check = {(settings.MmapBytes == 0 ? "ON" : "OFF")};
            PRAGMA cache_size = -{settings.CacheKiB};
            PRAGMA mmap_size = {settings.MmapBytes};
            PRAGMA synchronous = {(int)settings.Synchronous};
            """));
        Settings = settings;
    }
}
