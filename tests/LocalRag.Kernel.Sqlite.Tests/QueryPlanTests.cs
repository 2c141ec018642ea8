using System.Text.RegularExpressions;
using LocalRag.Sqlite.Storage;
using LocalRag.Sqlite.Vectors;
using LocalRag.Testing;

namespace LocalRag.Sqlite.Tests;

/// <summary>Every statement that the index issues while it is used finds its rows by an index, whatever the size of a table.</summary>
public sealed partial class QueryPlanTests
{
    /// <summary>These look at everything, because that is what they are for.</summary>
    private static readonly string[] s_readEverything = ["IndexCheck.cs", "IndexSchema.cs"];

    /// <summary>The file of vectors, which is not the index; EmbeddingStoreTests look at its plans.</summary>
    private static readonly string[] s_anotherFile = ["EmbeddingFile.cs", "EmbeddingTable.cs"];

    private static readonly string[] s_largeTables =
        ["documents", "chunks", "embeddings", "bit_codes", "byte_codes", "removals", "passages", "staged", "c", "d"];

    [Fact]
    public async Task Statements_OfEveryKindOfUse_ScanNoLargeTable()
    {
        await using var index = new TestIndex(new SqliteOptions { CompactFrom = 100, IdleMaintenance = true });
        IReadOnlySet<string> statements = await UseEverythingAsync(index);

        IEnumerable<string> scans = await index.Index.File.WriteAsync(
            connection => statements.SelectMany(sql => Scans(connection, sql)).ToList(), TestContext.Current.CancellationToken);

        Assert.Empty(scans);
    }

    /// <summary>Keeps the test above complete: whoever writes a new statement must use it there.</summary>
    [Fact]
    public async Task Statements_InTheSources_AreAllAmongThoseThatWereUsed()
    {
        await using var index = new TestIndex(new SqliteOptions { CompactFrom = 100, IdleMaintenance = true });
        string[] used = [.. (await UseEverythingAsync(index)).Select(Normalize)];

        string[] written = [.. Sources().SelectMany(static source => SqlLiteral().Matches(source)).Select(static match => Normalize(match.Groups[1].Value)).Distinct()];

        Assert.True(written.Length > 40, $"Only {written.Length} statements were found in the sources.");
        Assert.All(written, text => Assert.Contains(used, sql => sql.StartsWith(text, StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Sources() => Directory
        .EnumerateFiles(Path.Combine(RepositoryPaths.Root, "src", "LocalRag.Kernel.Sqlite"), "*.cs", SearchOption.AllDirectories)
        .Where(static file => !s_readEverything.Contains(Path.GetFileName(file)) && !s_anotherFile.Contains(Path.GetFileName(file)))
        .Select(File.ReadAllText);

    private static IEnumerable<string> Scans(IndexConnection connection, string sql)
    {
        if (sql.StartsWith("PRAGMA", StringComparison.OrdinalIgnoreCase))
        {
            yield break;
        }

        using IndexStatement plan = connection.Prepare("EXPLAIN QUERY PLAN " + sql);
        while (plan.Step())
        {
            string step = plan.Text(3);
            if (s_largeTables.Any(table => step == $"SCAN {table}" || step.StartsWith($"SCAN {table} ", StringComparison.Ordinal)))
            {
                yield return $"{step}: {sql}";
            }
        }
    }

    /// <summary>Does everything that can be done with an index, and returns the statements that its connections have prepared for it.</summary>
    private static async Task<IReadOnlySet<string>> UseEverythingAsync(TestIndex index)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await FillAsync(index, 0, 1);
        await index.WaitForBitCodesAsync(trainedOn: 300);
        await FillAsync(index, 1, 6);
        await index.WaitForBitCodesAsync(trainedOn: 1_200);
        await index.SearchAsync("zebra", TestIndex.Axis(0));
        await index.ReplaceAsync("/0", TestIndex.Chunk("zebra whale", TestIndex.Axis(1)), TestIndex.Chunk("lion"));
        await index.Index.RemoveAsync("/1", cancellationToken);
        await index.Index.FindAsync("/2", cancellationToken);
        await index.Index.ListAsync(cancellationToken: cancellationToken).ToListAsync(cancellationToken);
        await index.Index.GetSummaryAsync(cancellationToken);
        await index.Index.GetVersionAsync(cancellationToken);
        foreach (DocumentFilter? filter in new[] { null, new DocumentFilter("text/plain"), new DocumentFilter(IngestedFrom: DateTimeOffset.UnixEpoch) })
        {
            await index.Index.SearchAsync(new HybridQuery("zebra word7", TestIndex.Embedding(TestIndex.Axis(0))) { Filter = filter }, cancellationToken);
        }

        await index.SearchAsync("zebra", TestIndex.Axis(0), idPrefix: "/2");
        await index.Maintenance.MeasureRecallAsync(cancellationToken: cancellationToken);
        await index.Maintenance.AnalyzeAsync(cancellationToken);
        await index.Maintenance.BackupAsync(Path.Combine(index.Folder, $"{Guid.NewGuid()}.db"), cancellationToken: cancellationToken);

        // Codes in another form, and words that many chunks hold, take ways of their own.
        index.Set(new SqliteOptions { CompactFrom = int.MaxValue, IdleMaintenance = true });
        await index.SearchAsync("zebra", TestIndex.Axis(0));
        HashSet<string> statements = [];
        await index.Index.File.WriteAsync(
            connection =>
            {
                while (CodeUpkeep.Step(connection, new SqliteOptions { CompactFrom = 100 }, cancellationToken))
                {
                }

                IdleMaintenance.Step(connection);

                // The planner must not take the tables for as small as they are here.
                connection.Execute("""
                    UPDATE sqlite_stat1 SET stat = CASE WHEN idx IS NULL THEN '1000000' ELSE '1000000 100 1' END;
                    ANALYZE sqlite_schema;
                    """);
                Search.TermFrequencies frequencies = new();
                frequencies.SelectRarest(connection, IndexState.Read(connection) with { NextChunk = 1_000_000 }, ["zebra", "word7"], atLeastOne: true);
                Search.TermFrequencies few = new(mostMatches: 2);
                few.SelectRarest(connection, IndexState.Read(connection), ["zebra", "title"], atLeastOne: true);
                statements.UnionWith(connection.Statements);
                return true;
            },
            cancellationToken);
        await index.Index.File.ReadAsync(
            connection =>
            {
                statements.UnionWith(connection.Statements);
                return true;
            },
            cancellationToken);
        return statements;
    }

    private static async Task FillAsync(TestIndex index, int first, int end)
    {
        for (int document = first; document < end; document++)
        {
            await index.ReplaceAsync(
                $"/{document}",
                [.. Enumerable.Range(0, 300).Select(row => TestIndex.Chunk($"word{row} zebra", TestIndex.Axis(row % 8, row * 0.01f)))]);
        }
    }

    /// <summary>Returns a text on one line, up to the first part that is put in.</summary>
    private static string Normalize(string sql) => Spaces().Replace(sql.Split('{')[0], " ").Trim();

    [GeneratedRegex("\"+\\s*((?:SELECT|INSERT|UPDATE|DELETE)\\b[^\"]*)\"")]
    private static partial Regex SqlLiteral();

    [GeneratedRegex("\\s+")]
    private static partial Regex Spaces();
}
