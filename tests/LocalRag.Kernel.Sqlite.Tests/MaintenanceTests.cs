using LocalRag.Sqlite.Maintenance;
using LocalRag.Sqlite.Storage;
using SQLitePCL;

namespace LocalRag.Sqlite.Tests;

public sealed class MaintenanceTests
{
    [Fact]
    public async Task Settings_ThatComeAndGo_ReachTheConnectionsThatAreOpen()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a", TestIndex.Chunk("zebra"));
        await index.SearchAsync("zebra");

        index.Set(new SqliteOptions { CacheKiB = 64_000, MmapBytes = 268_435_456, Synchronous = SqliteSynchronous.Normal });
        long[][] with = [await ReadPragmasAsync(index), await WriterPragmasAsync(index)];
        index.Set(new SqliteOptions());
        long[][] without = [await ReadPragmasAsync(index), await WriterPragmasAsync(index)];

        Assert.All(with, static values => Assert.Equal([-64_000, 268_435_456, 1], values));
        Assert.All(without, static values => Assert.Equal([-2_000, 0, 2], values));
    }

    [Fact]
    public async Task Reader_WhileDocumentsAreWritten_KeepsLittle_AndHasItsSettingsBackAfterwards()
    {
        await using var index = new TestIndex(new SqliteOptions { CacheKiB = 64_000, MmapBytes = 268_435_456, Synchronous = SqliteSynchronous.Normal });
        await index.ReplaceAsync("/a", TestIndex.Chunk("zebra"));
        long[] quiet = await ReadPragmasAsync(index);

        await index.ReplaceAsync("/b", TestIndex.Chunk("giraffe"));

        long[] changing = await ReadPragmasAsync(index);
        Assert.Equal([-64_000, 268_435_456, 1], quiet);
        Assert.Equal([-2_000, 0, 1], changing);
        while (!Enumerable.SequenceEqual(quiet, await ReadPragmasAsync(index)))
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Settings_ChangedWhileALongDocumentIsWritten_DoNotLoseItsFirstChunks()
    {
        await using var index = new TestIndex();

        await index.Index.ReplaceAsync(TestIndex.Document("/long"), Chunks().ToAsyncEnumerable(), TestContext.Current.CancellationToken);

        Assert.Equal(700, (await index.SearchAsync("zebra", limit: 1_000)).Count);

        IEnumerable<DocumentChunk> Chunks()
        {
            for (int i = 0; i < 700; i++)
            {
                index.Set(new SqliteOptions { CacheKiB = 2_000 + i });
                yield return TestIndex.Chunk("zebra");
            }
        }
    }

    [Fact]
    public async Task Backup_Restored_BringsBackWhatItHeld_AndKeepsWhatWasThere()
    {
        await using var index = new TestIndex();
        string backup = Path.Combine(index.Folder, "backup.db");
        await index.ReplaceAsync("/old", TestIndex.Chunk("zebra", TestIndex.Axis(0)));
        await index.Maintenance.BackupAsync(backup, cancellationToken: TestContext.Current.CancellationToken);
        await index.Index.RemoveAsync("/old", TestContext.Current.CancellationToken);
        await index.ReplaceAsync("/new", TestIndex.Chunk("whale", TestIndex.Axis(1)));
        await index.SearchAsync(string.Empty, TestIndex.Axis(1));
        long before = await index.Index.GetVersionAsync(TestContext.Current.CancellationToken);

        RestoreOutcome outcome = await index.Maintenance.RestoreAsync(backup, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((1, 1), (outcome.Documents, outcome.Chunks));
        Assert.Equal("/old", Assert.Single(await index.SearchAsync(string.Empty, TestIndex.Axis(1))).Passage.DocumentId);
        Assert.True(await index.Index.GetVersionAsync(TestContext.Current.CancellationToken) > before);
        Assert.Empty(await index.CheckAsync());
        await index.Maintenance.RestoreAsync(outcome.Kept!, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("/new", Assert.Single(await index.SearchAsync("whale")).Passage.DocumentId);
    }

    [Fact]
    public async Task Backup_SeenByAnotherProcess_ReplacesWhatItHasInMemory()
    {
        await using var index = new TestIndex();
        await using TestIndex another = index.Another();
        string backup = Path.Combine(index.Folder, "backup.db");
        await index.ReplaceAsync("/old", TestIndex.Chunk("zebra", TestIndex.Axis(0)));
        await index.Maintenance.BackupAsync(backup, cancellationToken: TestContext.Current.CancellationToken);
        await index.ReplaceAsync("/old", TestIndex.Chunk("whale", TestIndex.Axis(1)));
        await another.SearchAsync(string.Empty, TestIndex.Axis(1));

        await index.Maintenance.RestoreAsync(backup, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(1, Assert.Single(await another.SearchAsync(string.Empty, TestIndex.Axis(0))).Cosine!.Value, 1e-5f);
    }

    public static TheoryData<string> UselessBackups => ["missing", "text", "foreign", "damaged", "cut"];

    [Theory]
    [MemberData(nameof(UselessBackups))]
    public async Task Backup_ThatIsNotSound_IsRefusedAndTheIndexIsAsItWas(string kind)
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a", [.. Enumerable.Range(0, 200).Select(row => TestIndex.Chunk($"zebra {row}", TestIndex.Axis(row % 8)))]);
        string backup = await MakeUselessAsync(index, kind);

        LocalRagException error = await Assert.ThrowsAnyAsync<LocalRagException>(
            () => index.Maintenance.RestoreAsync(backup, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains(backup, error.Problem);
        Assert.NotNull(error.NextStep);
        Assert.Equal(200, (await index.SearchAsync("zebra", limit: 1_000)).Count);
        Assert.Empty(await index.CheckAsync());
        Assert.DoesNotContain(Directory.EnumerateFiles(index.Folder), static file => file.Contains("restor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Backup_OverAFileThatIsThere_IsRefused()
    {
        await using var index = new TestIndex();
        string backup = Path.Combine(index.Folder, "backup.db");
        await File.WriteAllTextAsync(backup, "precious", TestContext.Current.CancellationToken);

        LocalRagException error = await Assert.ThrowsAsync<LocalRagException>(
            () => index.Maintenance.BackupAsync(backup, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains(backup, error.Problem);
        Assert.Equal("precious", await File.ReadAllTextAsync(backup, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Vacuum_AfterDocumentsWereRemoved_GivesTheirSpaceBack()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a", [.. Enumerable.Range(0, 2_000).Select(static row => TestIndex.Chunk($"zebra {row}", TestIndex.Axis(row % 8)))]);
        await index.Index.RemoveAsync("/a", TestContext.Current.CancellationToken);

        long freed = await index.Maintenance.VacuumAsync(TestContext.Current.CancellationToken);

        Assert.InRange(freed, 100_000, long.MaxValue);
        Assert.Equal(0, (await index.Maintenance.GetStatisticsAsync(TestContext.Current.CancellationToken)).FreeBytes);
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task IdleMaintenance_StepByStep_FreesPagesAndEmptiesTheLog()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a", [.. Enumerable.Range(0, 60_000).Select(static row => TestIndex.Chunk($"zebra {row} with some more words to fill the pages of the file"))]);
        await index.Index.RemoveAsync("/a", TestContext.Current.CancellationToken);
        long before = (await index.Maintenance.GetStatisticsAsync(TestContext.Current.CancellationToken)).FreeBytes;

        await index.Index.File.WriteAsync(
            static connection =>
            {
                while (IdleMaintenance.Step(connection))
                {
                }

                return true;
            },
            TestContext.Current.CancellationToken);

        SqliteStatistics after = await index.Maintenance.GetStatisticsAsync(TestContext.Current.CancellationToken);
        Assert.InRange(after.FreeBytes, 0, before - 1);
        Assert.Equal(0, after.LogBytes);
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task IndexOfTheFirstSchema_IsBroughtUpToDateWithItsContent()
    {
        await using var index = new TestIndex();
        await index.Index.DisposeAsync();
        Batteries_V2.Init();
        using (IndexConnection connection = OpenRaw(index.File))
        {
            connection.Execute($"PRAGMA page_size = 8192; {IndexSchema.Migrations[0]}; PRAGMA application_id = {IndexSchema.ApplicationId}; PRAGMA user_version = 1");
            connection.Execute("""
                INSERT INTO documents VALUES (1, '/a', 'A title', 'hash', 9, 'text/plain', '2026-01-02T03:04:05.0000000+00:00', 1, 2, 1);
                INSERT INTO chunks VALUES (1, 1, 0, 'zebra', '', 1, 2, NULL, NULL, 3), (2, 1, 1, 'whale', '', 3, 4, NULL, NULL, 3);
                INSERT INTO embeddings VALUES (1, x'0000803f00000000000000000000000000000000000000000000000000000000');
                INSERT INTO passages_fts (rowid, text, headings, title) SELECT id, text, headings, title FROM passages;
                UPDATE state SET version = 1, next_chunk = 3, embedding_model = 'test-model', dimensions = 8;
                """);
        }

        await index.ReopenAsync();
        Assert.Empty(await index.CheckAsync());
        Assert.Equal("/a", Assert.Single(await index.SearchAsync("whale")).Passage.DocumentId);
        IndexSummary summary = await index.Index.GetSummaryAsync(TestContext.Current.CancellationToken);
        Assert.Equal((1, 2, 1), (summary.Documents, summary.Chunks, summary.Embeddings));
        await index.ReplaceAsync("/a", TestIndex.Chunk("lion", TestIndex.Axis(2)));
        Assert.Empty(await index.CheckAsync());
    }

    private static async Task<string> MakeUselessAsync(TestIndex index, string kind)
    {
        string backup = Path.Combine(index.Folder, "backup.db");
        switch (kind)
        {
            case "text":
                await File.WriteAllTextAsync(backup, new string('x', 5_000), TestContext.Current.CancellationToken);
                break;
            case "foreign":
                using (IndexConnection connection = OpenRaw(backup))
                {
                    connection.Execute("CREATE TABLE notes (text)");
                }

                break;
            case "damaged" or "cut":
                await index.Maintenance.BackupAsync(backup, cancellationToken: TestContext.Current.CancellationToken);
                await using (FileStream stream = File.OpenWrite(backup))
                {
                    stream.SetLength(kind == "cut" ? stream.Length / 2 : stream.Length);
                    stream.Position = 5 * 8192;
                    stream.Write(new byte[2 * 8192]);
                }

                break;
        }

        return backup;
    }


    private static IndexConnection OpenRaw(string file) => IndexConnection.Open(file, new SqliteOptions(), queryOnly: false);

    private static Task<long[]> ReadPragmasAsync(TestIndex index) => index.Index.File.ReadAsync(Pragmas, TestContext.Current.CancellationToken);

    private static Task<long[]> WriterPragmasAsync(TestIndex index) => index.Index.File.WriteAsync(Pragmas, TestContext.Current.CancellationToken);

    private static long[] Pragmas(IndexConnection connection) =>
        [.. new[] { "cache_size", "mmap_size", "synchronous" }.Select(pragma => connection.ReadInt64($"PRAGMA {pragma}"))];
}
