namespace LocalRag.Sqlite.Tests;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Documents_WrittenAtTheSameTime_AreAllThereWithAVersionEach()
    {
        await using var index = new TestIndex();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => index.ReplaceAsync($"/{i}", TestIndex.Chunk($"zebra word{i}"))));

        Assert.Equal(100, await index.Index.GetVersionAsync(TestContext.Current.CancellationToken));
        Assert.Equal(100, (await index.SearchAsync("zebra", limit: 1_000)).Count);
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task Change_ThatFailsAmongOthers_LeavesThoseAlone()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/model", TestIndex.Chunk("lion", TestIndex.Axis(0)));

        Task<bool>[] results = await BlockedAsync(index, () =>
        [
            AddAsync(index, "/1", TestIndex.Axis(1)),
            AddAsync(index, "/wrong", [1, 0]),
            AddAsync(index, "/2", TestIndex.Axis(2)),
        ]);

        bool[] succeeded = await Task.WhenAll(results);
        Assert.Equal([true, false, true], succeeded);
        Assert.Equal(["/1", "/2", "/model"], await IdsAsync(index));
        Assert.Empty(await index.CheckAsync());
    }

    [Fact]
    public async Task FirstChange_ThatFails_LeavesThoseBehindItAlone()
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/model", TestIndex.Chunk("lion", TestIndex.Axis(0)));

        Task<bool>[] results = await BlockedAsync(index, () => [AddAsync(index, "/wrong", [1, 0]), AddAsync(index, "/1", TestIndex.Axis(1))]);

        bool[] succeeded = await Task.WhenAll(results);
        Assert.Equal([false, true], succeeded);
        Assert.Equal(["/1", "/model"], await IdsAsync(index));
    }

    [Fact]
    public async Task TransactionThatSqliteUndoes_HappensAgainWithoutTheChangeThatCausedIt()
    {
        await using var index = new TestIndex();
        int attempts = 0;

        Task<bool>[] results = await BlockedAsync(index, () =>
        [
            index.Index.File.ChangeAsync(
                connection =>
                {
                    attempts++;
                    connection.Execute("UPDATE state SET version = version + 1");
                    return true;
                },
                TestContext.Current.CancellationToken),
            TryAsync(index.Index.File.ChangeAsync<bool>(
                static connection =>
                {
                    connection.RollBack();
                    throw new LocalRagException("The disk is full.");
                },
                TestContext.Current.CancellationToken)),
        ]);

        bool[] succeeded = await Task.WhenAll(results);
        Assert.Equal([true, false], succeeded);
        Assert.Equal(2, attempts);
        Assert.Equal(1, await index.Index.GetVersionAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Lets changes gather while the writing thread is held up.</summary>
    private static async Task<Task<bool>[]> BlockedAsync(TestIndex index, Func<Task<bool>[]> start)
    {
        await index.Index.GetVersionAsync(TestContext.Current.CancellationToken);
        using var release = new ManualResetEventSlim();
        Task<bool> blocked = index.Index.File.WriteAsync(
            _ =>
            {
                release.Wait(TestContext.Current.CancellationToken);
                return true;
            },
            TestContext.Current.CancellationToken);
        Task<bool>[] started = start();
        release.Set();
        await blocked;
        return started;
    }

    private static Task<bool> AddAsync(TestIndex index, string id, float[] vector) => TryAsync(index.ReplaceAsync(id, TestIndex.Chunk("zebra", vector)));

    private static async Task<bool> TryAsync(Task change)
    {
        try
        {
            await change;
            return true;
        }
        catch (LocalRagException)
        {
            return false;
        }
    }

    private static async Task<List<string>> IdsAsync(TestIndex index) => await index.Index
        .ListAsync(cancellationToken: TestContext.Current.CancellationToken)
        .Select(static document => document.Id).ToListAsync(TestContext.Current.CancellationToken);
}
