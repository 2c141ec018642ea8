using LocalRag.Sqlite.Storage;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LocalRag.Sqlite.Embeddings;

/// <summary>Keeps vectors in a SQLite file of its own, which can be copied to another machine. Several processes may use it at the same time.</summary>
/// <remarks>
/// 1. The file is opened, or made, at the first use, and used by one call at a time.
/// 2. One that is damaged or something else is renamed, a fresh one takes its place, and the log says so.
/// 3. Where the file can't be used (a full disk, a folder that is read-only, another process that writes for long), no vector is found or kept, and the log says why.
/// </remarks>
public sealed partial class SqliteEmbeddingStore : IEmbeddingStore, IAsyncDisposable
{
    /// <summary>How long a call waits for another process: computing the vectors again takes less than a longer wait.</summary>
    private static readonly TimeSpan s_busyTimeout = TimeSpan.FromSeconds(1);

    private readonly IOptionsMonitor<SqliteOptions> _options;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IndexConnection? _connection;
    private string? _lastProblem;
    private bool _disposed;

    /// <summary>Creates a store; nothing is opened until it is used.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="host">Says where relative paths begin.</param>
    /// <param name="logger">Takes what went wrong with the file; null for nothing.</param>
    public SqliteEmbeddingStore(IOptionsMonitor<SqliteOptions> options, IOptions<LocalRagOptions> host, ILogger<SqliteEmbeddingStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(host);
        _options = options;
        _logger = logger ?? (ILogger)NullLogger.Instance;
        FilePath = Path.GetFullPath(Path.Combine(host.Value.DataDirectory, options.CurrentValue.EmbeddingsPath));
    }

    /// <summary>Gets the full path of the file.</summary>
    public string FilePath { get; }

    private long LimitBytes => _options.CurrentValue.EmbeddingsMb * 1_000_000L;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Embedding<float>?>> FindAsync(
        string fingerprint, IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        ArgumentNullException.ThrowIfNull(texts);
        return await RunAsync(table => table.Find(fingerprint, texts), cancellationToken) ?? new Embedding<float>?[texts.Count];
    }

    /// <inheritdoc/>
    public Task KeepAsync(
        string fingerprint, IReadOnlyList<string> texts, IReadOnlyList<Embedding<float>> embeddings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fingerprint);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentOutOfRangeException.ThrowIfNotEqual(embeddings.Count, texts.Count);
        return RunAsync(
            table =>
            {
                table.Keep(fingerprint, texts, embeddings, LimitBytes);
                return table;
            },
            cancellationToken);
    }

    /// <summary>Returns how the file is. Where there is none, none is made.</summary>
    /// <exception cref="LocalRagException">The file can't be read.</exception>
    public async Task<EmbeddingStoreStatistics> GetStatisticsAsync(CancellationToken cancellationToken = default)
    {
        long vectors = File.Exists(FilePath) ? await RunOrThrowAsync(table => table.Count(), cancellationToken) : 0;
        return new EmbeddingStoreStatistics(FilePath, vectors, EmbeddingFile.Measure(FilePath), LimitBytes, EmbeddingFile.ListSetAside(FilePath));
    }

    /// <summary>Removes all vectors, and gives their space back to the system.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="LocalRagException">The file can't be written.</exception>
    public async Task<long> ClearAsync(CancellationToken cancellationToken = default) => File.Exists(FilePath)
        ? await RunOrThrowAsync(
            static table =>
            {
                long vectors = table.Count();
                table.Clear();
                return vectors;
            },
            cancellationToken)
        : 0;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        try
        {
            _disposed = true;
            Close();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<T?> RunAsync<T>(Func<EmbeddingTable, T> work, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            T result = await RunOrThrowAsync(work, cancellationToken);
            _lastProblem = null;
            return result;
        }
        catch (LocalRagException exception)
        {
            // Each problem once, not at each text.
            if (Interlocked.Exchange(ref _lastProblem, exception.Message) != exception.Message)
            {
                LogUnusable(exception.Message);
            }

            return null;
        }
    }

    private async Task<T> RunOrThrowAsync<T>(Func<EmbeddingTable, T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await Task.Run(() => Run(work), cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private T Run<T>(Func<EmbeddingTable, T> work)
    {
        try
        {
            return work(Open());
        }
        catch (LocalRagException exception) when (exception is ForeignFileException or IndexStorageException { ResultCode: ResultCode.Corrupt or ResultCode.NotADatabase })
        {
            Close();
            SetAside(exception.Problem);
            return work(Open());
        }
        catch (Exception exception) when (exception is IndexStorageException or IOException or UnauthorizedAccessException)
        {
            // After an error nothing is assumed about the connection.
            Close();
            throw new LocalRagException(
                $"The vectors in {FilePath} can't be used: {(exception as LocalRagException)?.Problem ?? exception.Message}",
                "Check the file and its folder, or set Sqlite:EmbeddingsPath to another file.",
                exception);
        }
    }

    private void SetAside(string problem)
    {
        try
        {
            if (EmbeddingFile.SetAside(FilePath) is { } aside)
            {
                LogSetAside(FilePath, problem, aside);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LocalRagException($"{problem} It can't be renamed: {exception.Message}", "Move the file away, or set Sqlite:EmbeddingsPath to another one.", exception);
        }
    }

    private EmbeddingTable Open()
    {
        if (_connection is { IsMoved: true })
        {
            // Somebody has deleted or renamed it: what would be written to it would be lost.
            Close();
        }

        return new EmbeddingTable(_connection ??= EmbeddingFile.Open(FilePath, s_busyTimeout));
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    [LoggerMessage(LogLevel.Warning, "No vector was read from disk or kept there: {Problem}")]
    private partial void LogUnusable(string problem);

    [LoggerMessage(LogLevel.Warning, "{Path} could not be used ({Problem}) and is now {Aside}; vectors are kept in a fresh file, and nothing else is lost")]
    private partial void LogSetAside(string path, string problem, string aside);
}
