using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using LocalRag.Sqlite;
using LocalRag.Sqlite.Maintenance;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace LocalRag.Benchmarks.Search;

/// <summary>
/// <c>search recall FILE</c>: how many of the ten truly nearest vectors a search finds. The file holds real vectors of 384 numbers, one
/// after the other, as <c>search embed TEXTS FILE</c> makes them from a file with one text in each line.
/// </summary>
internal static class RecallBenchmark
{
    private const int ChunksPerDocument = 200;
    private const int Queries = 500;

    public static async Task EmbedAsync(string texts, string file, TextWriter output)
    {
        using var generator = RealEmbeddings.Open();
        await using FileStream stream = File.Create(file);
        int done = 0;
        foreach (string[] batch in File.ReadLines(texts).Chunk(2_000))
        {
            foreach (Embedding<float> embedding in await generator.GenerateAsync(batch))
            {
                stream.Write(MemoryMarshal.AsBytes(embedding.Vector.Span));
            }

            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{done += batch.Length} texts"));
        }
    }

    public static async Task MeasureAsync(string file, TextWriter output)
    {
        ReadOnlyMemory<float>[] vectors = await RealEmbeddings.ReadAsync(file);
        string folder = Directory.CreateTempSubdirectory("localrag-recall-").FullName;
        try
        {
            await FillAsync(folder, vectors);
            foreach ((string name, SqliteOptions options) in Ways())
            {
                await using SqliteDocumentIndex index = Open(folder, options);
                RecallMeasurement recall = (await new SqliteMaintenance(index, new FixedOptions<SqliteOptions>(options), TimeProvider.System)
                    .MeasureRecallAsync(Queries))!;
                double[] times = await TimeAsync(index, vectors);
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name,-47} {options.RescoreCandidates,4} candidates   recall@10 {recall.RecallAt10:0.0000}   p50 {times[Queries / 2]:0.00} p95 {times[Queries * 95 / 100]:0.00} ms   {recall.Vectors} vectors, {recall.Queries} queries, {recall.Codes}"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Returns the times of searches by vector alone, ascending; the recall has warmed everything up.</summary>
    private static async Task<double[]> TimeAsync(SqliteDocumentIndex index, ReadOnlyMemory<float>[] vectors)
    {
        double[] times = new double[Queries];
        int step = vectors.Length / Queries;
        for (int i = 0; i < Queries; i++)
        {
            var query = new Embedding<float>(vectors[i * step]) { ModelId = "real" };
            long started = Stopwatch.GetTimestamp();
            await index.SearchAsync(new HybridQuery(string.Empty, query, Limit: 10));
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    private static IEnumerable<(string Name, SqliteOptions Options)> Ways()
    {
        yield return ("a byte per dimension, full vectors", new SqliteOptions { CompactFrom = int.MaxValue });
        foreach (int candidates in new[] { 50, 100, 200, 400 })
        {
            yield return ("a bit per dimension, bytes from the file", new SqliteOptions { CompactFrom = 1, RescoreCandidates = candidates });
            yield return (
                "a bit per dimension, full vectors from the file",
                new SqliteOptions { CompactFrom = 1, RescoreCandidates = candidates, Rescoring = RescorePrecision.Floats });
        }
    }

    private static async Task FillAsync(string folder, ReadOnlyMemory<float>[] vectors)
    {
        var options = new SqliteOptions { CompactFrom = 20_000, Synchronous = SqliteSynchronous.Normal };
        await using SqliteDocumentIndex index = Open(folder, options);
        foreach ((int number, ReadOnlyMemory<float>[] ofDocument) in vectors.Chunk(ChunksPerDocument).Index())
        {
            string id = number.ToString(CultureInfo.InvariantCulture);
            IEnumerable<DocumentChunk> chunks = ofDocument.Select(vector => new DocumentChunk(
                "text", string.Empty, default, 1, new Embedding<float>(vector) { ModelId = "real" }));
            await index.ReplaceAsync(
                new IndexedDocument(id, id, id, 1, "text/plain", DateTimeOffset.UnixEpoch), chunks.ToAsyncEnumerable());
        }

        var maintenance = new SqliteMaintenance(index, new FixedOptions<SqliteOptions>(options), TimeProvider.System);
        while ((await maintenance.GetStatisticsAsync()) is { BitCodesDone: not 1 })
        {
            // The codes are made on the writing thread; each look is a short read.
        }
    }

    private static SqliteDocumentIndex Open(string folder, SqliteOptions options) =>
        new(new FixedOptions<SqliteOptions>(options), Options.Create(new LocalRagOptions { DataDirectory = folder }));
}
