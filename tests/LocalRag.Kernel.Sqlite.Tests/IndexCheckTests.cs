namespace LocalRag.Sqlite.Tests;

public sealed class IndexCheckTests
{
    public static TheoryData<string, string> Damages => new()
    {
        { "DELETE FROM embeddings WHERE chunk = 2", "number of vectors" },
        { "UPDATE embeddings SET vector = zeroblob(8) WHERE chunk = 1", "another length" },
        { "UPDATE documents SET chunk_count = 5", "number of chunks" },
        { "UPDATE chunks SET ordinal = ordinal + 1 WHERE id = 2", "another place" },
        { "UPDATE chunks SET text = 'penguin' WHERE id = 1", "words" },
        { "UPDATE state SET next_chunk = 1", "already in use" },
        { "UPDATE state SET chunks = 5", "totals" },
        { "INSERT INTO byte_codes VALUES (9, zeroblob(12))", "codes have no vector" },
        { "INSERT INTO quantizers VALUES (1, 8, 1, zeroblob(32), 2, 3, 3)", "lack a code" },
        { "PRAGMA foreign_keys = OFF; INSERT INTO embeddings VALUES (77, zeroblob(32))", "refers to a row of chunks" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_IsReportedAsASentence(string damage, string problem)
    {
        await using var index = new TestIndex();
        await index.ReplaceAsync("/a", TestIndex.Chunk("zebra", TestIndex.Axis(0)), TestIndex.Chunk("whale", TestIndex.Axis(1)));
        await index.Index.File.WriteAsync(
            connection =>
            {
                connection.Execute(damage);
                return true;
            },
            TestContext.Current.CancellationToken);

        IReadOnlyList<string> problems = await index.CheckAsync();

        Assert.Contains(problems, sentence => sentence.Contains(problem) && sentence.EndsWith('.'));
    }

    [Fact]
    public async Task NewIndex_IsSound()
    {
        await using var index = new TestIndex();

        Assert.Empty(await index.CheckAsync());
    }
}
