using System.Diagnostics;
using System.Globalization;
using LocalRag.Measurement;
using LocalRag.Onnx;
using LocalRag.Sqlite;
using LocalRag.Sqlite.Maintenance;
using LocalRag.Testing;
using Microsoft.Extensions.Options;

namespace LocalRag.Benchmarks.Search;

/// <summary>
/// <c>search scale --chunks N --folder DIR</c>: the plain index (a byte per dimension in memory, SQLite's own cache) against the settings of
/// the Database plugin on the same file, one query of each in turn; then searches while documents are written, as fast as the index takes them or,
/// with <c>--encode</c>, as fast as the encoder delivers their vectors; then, with <c>--only plain</c>
/// or <c>--only change</c>, the memory of one alone. The folder is filled at the first run, and kept.
/// </summary>
internal sealed class ScaleBenchmark(ScaleArguments arguments, TextWriter output)
{
    private const int ChunksPerDocument = 20;
    private const int WarmUp = 40;
    private const int Queries = 200;

    /// <summary>Enough for several documents to be written meanwhile.</summary>
    private const int QueriesWhileWriting = 2_000;

    /// <summary>Generated words fall into more tokens than those of a language: so much of a chunk has as many as a chunk of real text, about a hundred.</summary>
    private const int EncodedCharacters = 200;

    private static readonly (string Name, Func<HybridQuery, HybridQuery> Select)[] s_methods =
    [
        ("dense", static query => query with { Text = string.Empty }),
        ("words", static query => query with { Embedding = null }),
        ("hybrid", static query => query),
    ];

    private readonly GeneratedCorpus _corpus = new();

    public async Task RunAsync()
    {
        await FillAsync();
        if (arguments.Only is { } only)
        {
            await MeasureMemoryAsync(only, only == "plain" ? Plain : Change);
            return;
        }

        await using SqliteDocumentIndex plain = Open(Plain);
        await using SqliteDocumentIndex change = Open(Change);
        foreach ((string name, Func<HybridQuery, HybridQuery> select) in s_methods)
        {
            HybridQuery[] queries = [.. Enumerable.Range(0, Queries).Select(number => select(_corpus.Query(number)))];
            (double[] before, double[] after) = await InterleaveAsync(plain, change, queries);
            await WriteAsync($"  {name,-7} plain {Describe(before)}   change {Describe(after)}   ratio of medians {Median(after) / Median(before):0.00}");
        }

        await MeasureWhileWritingAsync(change);
    }

    private static SqliteOptions Plain => new() { CompactFrom = int.MaxValue };

    private static SqliteOptions Change => new()
    {
        CacheKiB = 64_000,
        MmapBytes = 268_435_456,
        Synchronous = SqliteSynchronous.Normal,
        IdleMaintenance = true,
        CompactFrom = 20_000,
    };

    private async Task FillAsync()
    {
        Directory.CreateDirectory(arguments.Folder);
        await using SqliteDocumentIndex index = Open(Change);
        long have = (await index.GetSummaryAsync()).Chunks;
        TimeSpan total = TimeSpan.Zero;
        for (int first = (int)have; first < arguments.Chunks; first += ChunksPerDocument)
        {
            total += await WriteDocumentAsync(index, first);
        }

        if (have < arguments.Chunks)
        {
            await WriteAsync($"filled: {(arguments.Chunks - have) / total.TotalSeconds:0} chunks/s");
        }

        // The codes of the last vectors, and their new mean, are made between documents; measured is what there is after that.
        var maintenance = new SqliteMaintenance(index, new FixedOptions<SqliteOptions>(Change), TimeProvider.System);
        SqliteStatistics statistics;
        do
        {
            statistics = await maintenance.GetStatisticsAsync();
        }
        while (statistics is { BitCodesDone: not 1, Embeddings: >= 20_000 });
        await WriteAsync($"{statistics.Chunks} chunks, file {statistics.FileBytes / 1e6:0} MB, {statistics.FileBytes / (double)statistics.Chunks:0} bytes per chunk");
    }

    /// <summary>Writes a document; only the index is on the clock, not the making of the chunks.</summary>
    private async Task<TimeSpan> WriteDocumentAsync(SqliteDocumentIndex index, int first)
    {
        DocumentChunk[] batch = [.. Enumerable.Range(first, ChunksPerDocument).Select(_corpus.Chunk)];
        string id = string.Create(CultureInfo.InvariantCulture, $"/documents/{first:00000000}.txt");
        long started = Stopwatch.GetTimestamp();
        await index.ReplaceAsync(
            new IndexedDocument(id, id, new string('0', 64), 1, "text/plain", DateTimeOffset.UnixEpoch), batch.ToAsyncEnumerable());
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task<(double[] Before, double[] After)> InterleaveAsync(
        SqliteDocumentIndex plain, SqliteDocumentIndex change, HybridQuery[] queries)
    {
        double[] before = new double[queries.Length];
        double[] after = new double[queries.Length];
        for (int i = -WarmUp; i < queries.Length; i++)
        {
            HybridQuery query = queries[(i + queries.Length) % queries.Length];
            double first = await TimeAsync(plain, query);
            double second = await TimeAsync(change, query);
            if (i >= 0)
            {
                (before[i], after[i]) = (first, second);
            }
        }

        return (before, after);
    }

    private static async Task<double> TimeAsync(SqliteDocumentIndex index, HybridQuery query)
    {
        long started = Stopwatch.GetTimestamp();
        await index.SearchAsync(query);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>Compares searches in a pause with searches while documents are replaced without one.</summary>
    private async Task MeasureWhileWritingAsync(SqliteDocumentIndex index)
    {
        HybridQuery[] queries = [.. Enumerable.Range(0, QueriesWhileWriting).Select(_corpus.Query)];
        double[] idle = await MeasureAsync(index, queries);
        using var done = new CancellationTokenSource();
        Task<int> writing = Task.Run(() => WriteUntilAsync(index, done.Token));
        double[] busy = await MeasureAsync(index, queries);
        await done.CancelAsync();
        await WriteAsync($"  hybrid  idle {Describe(idle)}   while writing {Describe(busy)}   ratio of p95 {Percentile(busy, 95) / Percentile(idle, 95):0.00}   {await writing} documents written");
    }

    private async Task<int> WriteUntilAsync(SqliteDocumentIndex index, CancellationToken done)
    {
        using OnnxEmbeddingGenerator? encoder = arguments.Encode ? RealEmbeddings.Open() : null;
        int documents = 0;
        while (!done.IsCancellationRequested)
        {
            // The vectors are not used: those of generated words would all be alike.
            foreach (DocumentChunk chunk in encoder is null ? [] : Enumerable.Range(documents * ChunksPerDocument, ChunksPerDocument).Select(_corpus.Chunk))
            {
                await encoder!.GenerateAsync([chunk.Text[..EncodedCharacters]], cancellationToken: CancellationToken.None);
            }

            await WriteDocumentAsync(index, documents % 500 * ChunksPerDocument);
            documents++;
        }

        return documents;
    }

    private static async Task<double[]> MeasureAsync(SqliteDocumentIndex index, HybridQuery[] queries)
    {
        double[] times = new double[queries.Length];
        for (int i = 0; i < queries.Length; i++)
        {
            times[i] = await TimeAsync(index, queries[i]);
        }

        return times;
    }

    private async Task MeasureMemoryAsync(string name, SqliteOptions options)
    {
        await using SqliteDocumentIndex index = Open(options);
        await index.GetVersionAsync();
        (long anonymousBefore, long fileBefore) = ProcessMemory.Resident();
        long started = Stopwatch.GetTimestamp();
        await index.SearchAsync(_corpus.Query(0));
        TimeSpan load = Stopwatch.GetElapsedTime(started);
        foreach (HybridQuery query in Enumerable.Range(1, Queries).Select(_corpus.Query))
        {
            await index.SearchAsync(query);
        }

        // Only so does the figure show what is held, and not what has not been collected yet.
        GC.GetTotalMemory(forceFullCollection: true);
        (long anonymous, long file) = ProcessMemory.Resident();
        await WriteAsync(
            $"  {name}: first search {load.TotalMilliseconds:0} ms; codes {index.Codes.Latest.Bytes / 1e6:0.0} MB; after {Queries} searches resident +{(anonymous - anonymousBefore) / 1e6:0.0} MB of its own, +{(file - fileBefore) / 1e6:0.0} MB of files");
    }

    private SqliteDocumentIndex Open(SqliteOptions options) =>
        new(new FixedOptions<SqliteOptions>(options), Options.Create(new LocalRagOptions { DataDirectory = arguments.Folder }));

    private static string Describe(double[] times) =>
        string.Create(CultureInfo.InvariantCulture, $"p50 {Median(times),7:0.00} p95 {Percentile(times, 95),7:0.00} ms");

    private static double Median(double[] times) => Percentile(times, 50);

    private static double Percentile(double[] times, int percent) => times.Order().ElementAt(times.Length * percent / 100);

    private Task WriteAsync(FormattableString line) => output.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));
}
