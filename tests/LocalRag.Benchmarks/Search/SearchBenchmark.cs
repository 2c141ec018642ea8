using System.Diagnostics;
using System.Globalization;
using LocalRag.Measurement;
using LocalRag.Sqlite;
using LocalRag.Testing;
using Microsoft.Extensions.Options;

namespace LocalRag.Benchmarks.Search;

/// <summary>
/// <c>search</c>: time, memory and size of the index on generated chunks (<c>--chunks 10000,100000</c>);
/// <c>search --squad FILE [TEXTS VECTORS]</c>: how often it finds the paragraph that holds the answer, between other texts if wanted; <c>search scale</c>: <see cref="ScaleBenchmark"/>;
/// <c>search recall</c>: <see cref="RecallBenchmark"/>.
/// </summary>
internal static class SearchBenchmark
{
    private const int ChunksPerDocument = 20;
    private const int WarmUp = 50;
    private const int Queries = 300;

    private static readonly (string Name, Func<HybridQuery, HybridQuery> Select)[] s_methods =
    [
        ("dense", static query => query with { Text = string.Empty }),
        ("words", static query => query with { Embedding = null }),
        ("hybrid", static query => query),
    ];

    public static async Task RunAsync(string[] arguments)
    {
        switch (arguments)
        {
            case ["--squad", string file]:
                await SquadRetrieval.RunAsync(file, null, Console.Out);
                break;
            case ["--squad", string file, string texts, string textVectors]:
                await SquadRetrieval.RunAsync(file, (texts, textVectors), Console.Out);
                break;
            case ["scale", .. string[] rest]:
                await new ScaleBenchmark(ScaleArguments.Parse(rest), Console.Out).RunAsync();
                break;
            case ["embed", string texts, string vectors]:
                await RecallBenchmark.EmbedAsync(texts, vectors, Console.Out);
                break;
            case ["recall", string vectors]:
                await RecallBenchmark.MeasureAsync(vectors, Console.Out);
                break;
            default:
                string sizes = arguments is ["--chunks", string list] ? list : "10000,100000";
                foreach (int chunks in sizes.Split(',').Select(static size => int.Parse(size, CultureInfo.InvariantCulture)))
                {
                    await MeasureAsync(chunks, Console.Out);
                }

                break;
        }
    }

    private static async Task MeasureAsync(int chunks, TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("localrag-search-").FullName;
        try
        {
            var corpus = new GeneratedCorpus();
            await using (SqliteDocumentIndex index = Open(folder))
            {
                TimeSpan ingest = await IngestAsync(index, corpus, chunks);
                await WriteAsync(output, $"{chunks} chunks of {GeneratedCorpus.Dimensions} dimensions");
                await WriteAsync(output, $"  ingest          {chunks / ingest.TotalSeconds,10:0} chunks/s in documents of {ChunksPerDocument}");
            }

            await WriteAsync(output, $"  file            {new FileInfo(Path.Combine(folder, "index.db")).Length / (double)chunks,10:0} bytes per chunk");
            await using (SqliteDocumentIndex index = Open(folder))
            {
                long memory = GC.GetTotalMemory(forceFullCollection: true);
                long started = Stopwatch.GetTimestamp();
                await index.SearchAsync(corpus.Query(0));
                await WriteAsync(output, $"  first search    {Stopwatch.GetElapsedTime(started).TotalMilliseconds,10:0.0} ms, loads the codes");
                await WriteAsync(output, $"  memory          {(GC.GetTotalMemory(forceFullCollection: true) - memory) / (double)chunks,10:0} bytes per chunk");
                foreach ((string name, Func<HybridQuery, HybridQuery> select) in s_methods)
                {
                    await MeasureMethodAsync(index, corpus, name, select, output);
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<TimeSpan> IngestAsync(SqliteDocumentIndex index, GeneratedCorpus corpus, int chunks)
    {
        TimeSpan total = TimeSpan.Zero;
        for (int first = 0; first < chunks; first += ChunksPerDocument)
        {
            // Made before the clock runs.
            DocumentChunk[] batch = [.. Enumerable.Range(first, Math.Min(ChunksPerDocument, chunks - first)).Select(corpus.Chunk)];
            string id = string.Create(CultureInfo.InvariantCulture, $"/documents/{first:00000000}.txt");
            long started = Stopwatch.GetTimestamp();
            await index.ReplaceAsync(
                new IndexedDocument(id, id, new string('0', 64), 1, "text/plain", DateTimeOffset.UnixEpoch), batch.ToAsyncEnumerable());
            total += Stopwatch.GetElapsedTime(started);
        }

        return total;
    }

    private static async Task MeasureMethodAsync(
        SqliteDocumentIndex index, GeneratedCorpus corpus, string name, Func<HybridQuery, HybridQuery> select, TextWriter output)
    {
        HybridQuery[] queries = [.. Enumerable.Range(0, Queries).Select(number => select(corpus.Query(number)))];
        for (int i = 0; i < WarmUp; i++)
        {
            await index.SearchAsync(queries[i % Queries]);
        }

        double[] times = new double[Queries];
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < Queries; i++)
        {
            long started = Stopwatch.GetTimestamp();
            await index.SearchAsync(queries[i]);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Array.Sort(times);
        await WriteAsync(
            output,
            $"  {name,-8} p50 {times[Queries / 2],8:0.00} ms   p95 {times[Queries * 95 / 100],8:0.00} ms   {allocated / Queries,8} bytes allocated per query");
    }

    private static SqliteDocumentIndex Open(string folder) =>
        new(new FixedOptions<SqliteOptions>(new SqliteOptions()), Options.Create(new LocalRagOptions { DataDirectory = folder }));

    private static Task WriteAsync(TextWriter output, FormattableString line) =>
        output.WriteLineAsync(line.ToString(CultureInfo.InvariantCulture));
}
