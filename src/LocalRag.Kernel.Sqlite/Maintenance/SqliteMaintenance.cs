using System.Globalization;
using LocalRag.Sqlite.Storage;
using LocalRag.Sqlite.Vectors;
using Microsoft.Extensions.Options;
using SQLitePCL;

namespace LocalRag.Sqlite.Maintenance;

/// <summary>Looks after the index in a SQLite file: what an administrator does by hand, while searches and ingestion may go on.</summary>
/// <remarks>Members may be called from any thread at the same time.</remarks>
public sealed class SqliteMaintenance
{
    private readonly SqliteDocumentIndex _index;
    private readonly IOptionsMonitor<SqliteOptions> _options;
    private readonly TimeProvider _timeProvider;

    internal SqliteMaintenance(SqliteDocumentIndex index, IOptionsMonitor<SqliteOptions> options, TimeProvider timeProvider)
    {
        _index = index;
        _options = options;
        _timeProvider = timeProvider;
    }

    /// <summary>Returns how the file and its connections are.</summary>
    public Task<SqliteStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default) => _index.File.ReadAsync(Describe, cancellationToken);

    /// <summary>Counts what the tables hold, so that the query planner chooses well, and joins the parts of the word index.</summary>
    public Task AnalyzeAsync(CancellationToken cancellationToken = default) => _index.File.WriteAsync(
        static connection =>
        {
            connection.Execute("PRAGMA analysis_limit = 0; ANALYZE");
            connection.Prepare("INSERT INTO passages_fts (passages_fts) VALUES ('optimize')").Run();
            return true;
        },
        cancellationToken);

    /// <summary>Writes the file anew without its free pages. It takes as much space again while it runs, and nothing is written meanwhile.</summary>
    /// <returns>The bytes that were freed.</returns>
    public Task<long> VacuumAsync(CancellationToken cancellationToken = default) => _index.File.WriteAsync(
        static connection =>
        {
            Checkpoints.Truncate(connection);
            long before = new FileInfo(connection.File).Length;

            // An index of an earlier version cannot give pages back step by step; from now on it can.
            connection.Execute("PRAGMA auto_vacuum = INCREMENTAL; VACUUM");
            Checkpoints.Truncate(connection);
            return before - new FileInfo(connection.File).Length;
        },
        cancellationToken);

    /// <summary>Copies the index into a file that must not be there yet.</summary>
    /// <param name="file">The file.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1; null for nobody.</param>
    /// <param name="cancellationToken">Leaves no file.</param>
    /// <returns>The size of the copy.</returns>
    /// <exception cref="LocalRagException">The file is there, or cannot be written.</exception>
    public Task<long> BackupAsync(string file, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        return _index.File.ReadAsync(
            connection => IndexBackup.Write(connection, Path.GetFullPath(file), _options.CurrentValue, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Puts a backup in the place of what the index holds, which is kept in a file beside it.</summary>
    /// <param name="file">What <see cref="BackupAsync"/> has written.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1; null for nobody.</param>
    /// <param name="cancellationToken">Leaves the index as it was.</param>
    /// <exception cref="LocalRagException">The backup is missing, damaged, or of another program; the index is as it was.</exception>
    public async Task<RestoreOutcome> RestoreAsync(string file, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        string backup = Path.GetFullPath(file);
        if (!File.Exists(backup))
        {
            throw new LocalRagException($"There is no file {backup}.", "Name a file that 'localrag db backup' wrote.");
        }

        string prepared = _index.File.Path + ".restoring";
        DeleteWithLog(prepared);
        try
        {
            // Opens the index, and with it the library and the folder.
            IndexSummary before = await _index.GetSummaryAsync(cancellationToken);
            await Task.Run(() => IndexRestore.Prepare(backup, prepared, _options.CurrentValue, cancellationToken), cancellationToken);
            string? kept = before.Documents == 0 ? null : await KeepAsync(cancellationToken);
            IndexState after = await _index.File.WriteAsync(
                connection => IndexRestore.Replace(connection, prepared, _options.CurrentValue, progress, cancellationToken), cancellationToken);
            return new RestoreOutcome(after.Documents, after.Chunks, kept);
        }
        finally
        {
            DeleteWithLog(prepared);
        }
    }

    /// <summary>Measures how many of the truly nearest chunks searches find, with chunks of the index as questions.</summary>
    /// <param name="queries">How many; each costs a comparison with every vector.</param>
    /// <param name="progress">Told the share that is done, from 0 to 1; null for nobody.</param>
    /// <param name="cancellationToken">Ends the measurement.</param>
    /// <returns>Null where there are not enough vectors to say anything.</returns>
    public Task<RecallMeasurement?> MeasureRecallAsync(int queries = 50, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(queries, 1);
        return _index.File.ReadAsync(
            connection => new RecallProbe(connection, _index.Codes, _options.CurrentValue, progress, cancellationToken).Run(queries), cancellationToken);
    }

    private static void DeleteWithLog(string file)
    {
        File.Delete(file);
        File.Delete(file + "-wal");
        File.Delete(file + "-shm");
        File.Delete(file + "-journal");
    }

    private async Task<string> KeepAsync(CancellationToken cancellationToken)
    {
        string time = _timeProvider.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
        string kept = $"{_index.File.Path}.before-restore-{time}";
        await BackupAsync(kept, null, cancellationToken);
        return kept;
    }

    private SqliteStatistics Describe(IndexConnection connection)
    {
        IndexState state = IndexState.Read(connection);
        QuantizerProgress? bits = QuantizerTable.Newest(connection);
        bool compact = state.Embeddings >= _options.CurrentValue.CompactFrom && QuantizerTable.Usable(connection, null) is not null;
        return new SqliteStatistics(
            connection.File,
            raw.sqlite3_libversion().utf8_to_string(),
            (int)connection.ReadInt64("PRAGMA user_version"),
            new FileInfo(connection.File).Length,
            Checkpoints.LogBytes(connection.File),
            connection.ReadInt64("SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size"),
            (int)-connection.ReadInt64("PRAGMA cache_size"),
            connection.ReadInt64("PRAGMA mmap_size"),
            (SqliteSynchronous)connection.ReadInt64("PRAGMA synchronous"),
            state.Documents,
            state.Chunks,
            state.Embeddings,
            state.Embeddings == 0 ? "none" : compact ? "bits" : "bytes",
            _index.Codes.Latest.Bytes,
            bits?.TrainedOn,
            bits is { } progress ? Math.Min(1, (double)progress.NextChunk / Math.Max(1, progress.EndChunk)) : null,
            _index.File.UpkeepProblem);
    }
}
