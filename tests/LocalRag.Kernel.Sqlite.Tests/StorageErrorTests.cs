using LocalRag.Sqlite.Storage;

namespace LocalRag.Sqlite.Tests;

public sealed class StorageErrorTests
{
    private static readonly SqliteOptions s_impatient = new() { BusyTimeout = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public async Task File_ThatIsNoDatabase_IsRefusedUnchanged()
    {
        await using var index = new TestIndex();
        string text = string.Concat(Enumerable.Repeat("This is a letter, not a database. ", 200));
        await File.WriteAllTextAsync(index.File, text, TestContext.Current.CancellationToken);

        LocalRagException error = await Assert.ThrowsAnyAsync<LocalRagException>(() => index.SearchAsync("zebra"));

        Assert.Contains($"{index.File} is not a SQLite database", error.Problem);
        Assert.Contains("Sqlite:Path", error.NextStep);
        Assert.Equal(text, await File.ReadAllTextAsync(index.File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task File_OfAnotherProgram_IsRefusedUnchanged()
    {
        await using var index = new TestIndex();
        using (IndexConnection other = OpenRaw(index))
        {
            other.Execute("CREATE TABLE accounts (id INTEGER)");
        }

        byte[] before = await File.ReadAllBytesAsync(index.File, TestContext.Current.CancellationToken);
        LocalRagException error = await Assert.ThrowsAnyAsync<LocalRagException>(() => index.ReplaceAsync("/a", TestIndex.Chunk("x")));

        Assert.Contains("not an index", error.Problem);
        Assert.Equal(before, await File.ReadAllBytesAsync(index.File, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Schema_OfANewerProgram_IsRefusedWithBothVersions()
    {
        await using var index = await WithOneDocumentAsync();
        await index.Index.DisposeAsync();
        using (IndexConnection other = OpenRaw(index))
        {
            other.Execute("PRAGMA user_version = 99");
        }

        await index.ReopenAsync();
        LocalRagException error = await Assert.ThrowsAnyAsync<LocalRagException>(() => index.SearchAsync("zebra"));

        Assert.Contains("schema version 99", error.Problem);
        Assert.Contains($"up to {IndexSchema.CurrentVersion}", error.Problem);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(9_000)]
    public async Task File_ThatWasCutShort_IsReportedByTheCheckOrAtOpening(int length)
    {
        await using var index = new TestIndex();
        for (int i = 0; i < 30; i++)
        {
            await index.ReplaceAsync($"/{i}", TestIndex.Chunk(new string('z', 5_000), TestIndex.Axis(i % 8)));
        }

        await index.Index.DisposeAsync();
        await using (FileStream file = File.OpenWrite(index.File))
        {
            file.SetLength(length);
        }

        await index.ReopenAsync();
        string problem = await ProblemAsync(async () => string.Join('\n', await index.CheckAsync()));

        Assert.Contains("damaged", problem + (problem.Contains("not a SQLite database") ? " damaged" : string.Empty));
    }

    [Fact]
    public async Task Folder_ThatCannotBeMade_IsNamed()
    {
        await using var index = new TestIndex();
        string file = Path.Combine(index.Folder, "file");
        await File.WriteAllTextAsync(file, string.Empty, TestContext.Current.CancellationToken);
        await index.ReopenAsync(new SqliteOptions { Path = Path.Combine("file", "index.db") });

        LocalRagException error = await Assert.ThrowsAnyAsync<LocalRagException>(() => index.SearchAsync("zebra"));

        Assert.Contains(Path.Combine(file, "index.db"), error.Problem);
        Assert.Contains("Sqlite:Path", error.NextStep);
    }

    [Fact]
    public async Task Path_OfAFolder_IsRefused()
    {
        await using var index = new TestIndex();
        await index.ReopenAsync(new SqliteOptions { Path = "." });

        LocalRagException error = await Assert.ThrowsAnyAsync<LocalRagException>(() => index.SearchAsync("zebra"));

        Assert.Contains("cannot be opened", error.Problem);
    }

    [Fact]
    public async Task Folder_ThatIsReadOnly_IsAClearError()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "A privileged user may write everywhere.");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Folders have no Unix mode there.");
            return;
        }

        await using var index = new TestIndex();
        File.SetUnixFileMode(index.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        LocalRagException error = await Assert.ThrowsAnyAsync<LocalRagException>(() => index.ReplaceAsync("/a", TestIndex.Chunk("x")));
        File.SetUnixFileMode(index.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.Contains(index.File, error.Problem);
    }

    [Fact]
    public async Task Disk_ThatIsFull_LosesNothingAndTheIndexGoesOn()
    {
        await using var index = await WithOneDocumentAsync();
        DocumentChunk[] large = [.. Enumerable.Range(0, 600).Select(static i => TestIndex.Chunk($"word{i} " + new string('x', 2_000)))];
        await LimitPagesAsync(index, "SELECT page_count + 20 FROM pragma_page_count");

        LocalRagException error = await Assert.ThrowsAnyAsync<LocalRagException>(() => index.ReplaceAsync("/a", large));
        Assert.Contains("no space left", error.Problem);
        Assert.Single(await index.SearchAsync("zebra"));
        Assert.Empty(await index.CheckAsync());

        await LimitPagesAsync(index, "SELECT 1000000");
        await index.ReplaceAsync("/a", large);
        Assert.Single(await index.SearchAsync("word599"));
    }

    [Fact]
    public async Task AnotherProcess_ThatWritesTooLong_IsAClearErrorAndNothingIsLost()
    {
        await using var index = await WithOneDocumentAsync(s_impatient);
        using IndexConnection other = OpenRaw(index);
        other.Execute("BEGIN IMMEDIATE");

        LocalRagException error = await Assert.ThrowsAnyAsync<LocalRagException>(() => index.ReplaceAsync("/b", TestIndex.Chunk("x")));
        Assert.Contains("another process", error.Problem);
        Assert.Contains("Sqlite:BusyTimeout", error.NextStep);
        Assert.Single(await index.SearchAsync("zebra"));

        other.Execute("ROLLBACK");
        await index.ReplaceAsync("/b", TestIndex.Chunk("x"));
        Assert.Single(await index.SearchAsync("x"));
    }

    [Fact]
    public async Task AnotherProcess_ThatEndsItsWriting_IsWaitedFor()
    {
        await using var index = await WithOneDocumentAsync(new SqliteOptions { BusyTimeout = TimeSpan.FromMinutes(5) });
        using IndexConnection other = OpenRaw(index);
        other.Execute("BEGIN IMMEDIATE");
        Task replaced = index.ReplaceAsync("/b", TestIndex.Chunk("x"));
        Assert.Single(await index.SearchAsync("zebra"));
        Assert.False(replaced.IsCompleted);

        other.Execute("ROLLBACK");
        await replaced;

        Assert.Single(await index.SearchAsync("x"));
    }

    [Fact]
    public async Task WaitingForAnotherProcess_EndsWhenCancelled()
    {
        await using var index = await WithOneDocumentAsync(new SqliteOptions { BusyTimeout = TimeSpan.FromMinutes(5) });
        using IndexConnection other = OpenRaw(index);
        other.Execute("BEGIN IMMEDIATE");
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<bool> removed = index.Index.RemoveAsync("/a", cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => removed);
        other.Execute("ROLLBACK");
        Assert.Single(await index.SearchAsync("zebra"));
    }

    [Fact]
    public async Task File_DeletedBeneath_IsAClearErrorForReadersAndWriter()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "An open file cannot be deleted there.");
        await using var index = await WithOneDocumentAsync();
        Assert.Single(await index.SearchAsync("zebra"));
        File.Delete(index.File);

        LocalRagException read = await Assert.ThrowsAnyAsync<LocalRagException>(() => index.SearchAsync("zebra"));
        LocalRagException write = await Assert.ThrowsAnyAsync<LocalRagException>(() => index.ReplaceAsync("/b", TestIndex.Chunk("x")));

        Assert.Contains("was deleted", read.Problem);
        Assert.Contains("was deleted", write.Problem);
    }

    [Fact]
    public void Sqlite_OlderThanTheFixedVersion_IsRefused()
    {
        LocalRagException error = Assert.Throws<LocalRagException>(() => IndexFile.RequireSqlite(3_051_002, "3.51.2"));

        Assert.Contains("3.51.2", error.Problem);
    }

    [Fact]
    public async Task Opening_AfterAFailure_IsTriedAgain()
    {
        await using var index = new TestIndex();
        await File.WriteAllTextAsync(index.File, "no database", TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<LocalRagException>(() => index.SearchAsync("zebra"));

        File.Delete(index.File);

        Assert.Empty(await index.SearchAsync("zebra"));
    }

    [Fact]
    public async Task Use_AfterDispose_IsRefused()
    {
        await using var index = await WithOneDocumentAsync();
        await index.Index.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => index.SearchAsync("zebra"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => index.ReplaceAsync("/b"));
    }

    private static async Task<TestIndex> WithOneDocumentAsync(SqliteOptions? options = null)
    {
        var index = new TestIndex(options);
        await index.ReplaceAsync("/a", TestIndex.Chunk("zebra", TestIndex.Axis(0)));
        return index;
    }

    private static IndexConnection OpenRaw(TestIndex index)
    {
        SQLitePCL.Batteries_V2.Init();
        return IndexConnection.Open(index.File, new SqliteOptions(), queryOnly: false);
    }

    private static Task<bool> LimitPagesAsync(TestIndex index, string pages) => index.Index.File.WriteAsync(
        connection =>
        {
            connection.Execute($"PRAGMA max_page_count = {connection.ReadInt64(pages)}");
            return true;
        },
        TestContext.Current.CancellationToken);

    private static async Task<string> ProblemAsync(Func<Task<string>> action)
    {
        try
        {
            return await action();
        }
        catch (LocalRagException exception)
        {
            return exception.Message;
        }
    }
}
