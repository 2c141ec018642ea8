using LocalRag.Sqlite.Embeddings;
using LocalRag.Sqlite.Storage;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Sqlite.Tests;

public sealed class EmbeddingStoreTests : IAsyncLifetime
{
    private const string Model = "a model";

    private readonly string _folder = Directory.CreateTempSubdirectory("localrag-vectors-").FullName;
    private readonly List<string> _log = [];
    private SqliteEmbeddingStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string FilePath => Path.Combine(_folder, "embeddings.db");

    public ValueTask InitializeAsync()
    {
        _store = Open(_folder);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Vectors_AreFoundByTextAndModelWithAllThatTheySay()
    {
        Embedding<float> cut = new(new float[] { 0.5f, -1e-30f }) { ModelId = "mini", AdditionalProperties = new() { ["truncated_tokens"] = 7 } };
        await _store.KeepAsync(Model, ["a", "cut", ""], [Embed(1), cut, Embed(3)], Token);

        IReadOnlyList<Embedding<float>?> found = await _store.FindAsync(Model, ["cut", "none", "", "a"], Token);

        Assert.Equal([[0.5f, -1e-30f], null, [3f, 0f], [1f, 0f]], found.Select(embedding => embedding?.Vector.ToArray()));
        Assert.Equal(("mini", 7), (found[0]!.ModelId, found[0]!.AdditionalProperties!["truncated_tokens"]));
        Assert.Equal([null], await _store.FindAsync("another model", ["a"], Token));
    }

    [Fact]
    public async Task Texts_ThatDifferInHalfACharacter_AreTwo()
    {
        await _store.KeepAsync(Model, ["x\ud800"], [Embed(1)], Token);

        Assert.Equal([null], await _store.FindAsync(Model, ["x\udbff"], Token));
    }

    [Fact]
    public async Task Vector_KeptAgain_TakesThePlaceOfTheFirst()
    {
        await _store.KeepAsync(Model, ["a"], [Embed(1)], Token);
        await _store.KeepAsync(Model, ["a"], [Embed(2)], Token);

        Assert.Equal(2f, (await FindAsync("a"))!.Vector.Span[0]);
        Assert.Equal(1, (await _store.GetStatisticsAsync(Token)).Vectors);
    }

    [Fact]
    public async Task Embedding_WithWhatCannotBeWritten_IsLeftOut()
    {
        Embedding<float> odd = new(new float[] { 1 }) { AdditionalProperties = new() { ["owner"] = new object() } };

        await _store.KeepAsync(Model, ["odd", "a"], [odd, Embed(1)], Token);

        Assert.Null(await FindAsync("odd"));
        Assert.NotNull(await FindAsync("a"));
    }

    [Fact]
    public async Task File_CopiedToAnotherPlace_HasAllVectors()
    {
        await _store.KeepAsync(Model, ["a"], [Embed(1)], Token);
        await _store.DisposeAsync();
        string moved = Directory.CreateDirectory(Path.Combine(_folder, "moved")).FullName;
        File.Copy(FilePath, Path.Combine(moved, "embeddings.db"));

        await using SqliteEmbeddingStore other = Open(moved);

        Assert.NotNull((await other.FindAsync(Model, ["a"], Token))[0]);
    }

    [Fact]
    public async Task TwoProcesses_SeeEachOthersVectors()
    {
        await using SqliteEmbeddingStore other = Open(_folder);
        await other.KeepAsync(Model, ["a"], [Embed(1)], Token);
        await _store.KeepAsync(Model, ["b"], [Embed(2)], Token);

        Assert.NotNull(await FindAsync("a"));
        Assert.NotNull((await other.FindAsync(Model, ["b"], Token))[0]);
    }

    [Fact]
    public async Task File_ThatIsNoDatabase_IsSetAsideUnchangedAndAFreshOneTakesItsPlace()
    {
        string letter = string.Concat(Enumerable.Repeat("This is a letter, not a database. ", 200));
        await File.WriteAllTextAsync(FilePath, letter, Token);

        await _store.KeepAsync(Model, ["a"], [Embed(1)], Token);

        string aside = Assert.Single((await _store.GetStatisticsAsync(Token)).SetAside);
        Assert.Equal(letter, await File.ReadAllTextAsync(aside, Token));
        Assert.Contains(aside, Assert.Single(_log), StringComparison.Ordinal);
        Assert.NotNull(await FindAsync("a"));
    }

    [Fact]
    public async Task File_OfAnotherProgram_IsSetAsideUnchanged()
    {
        using (IndexConnection other = OpenRaw())
        {
            other.Execute("CREATE TABLE accounts (id INTEGER)");
        }

        byte[] before = await File.ReadAllBytesAsync(FilePath, Token);
        await _store.KeepAsync(Model, ["a"], [Embed(1)], Token);

        Assert.Equal(before, await File.ReadAllBytesAsync(Assert.Single((await _store.GetStatisticsAsync(Token)).SetAside), Token));
        Assert.NotNull(await FindAsync("a"));
    }

    [Fact]
    public async Task File_DamagedInTheMiddle_IsSetAsideWhenThatShows()
    {
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => $"text {i}")];
        await _store.KeepAsync(Model, texts, [.. texts.Select((_, i) => Embed(i))], Token);
        await _store.DisposeAsync();
        await using (FileStream file = File.OpenWrite(FilePath))
        {
            file.Position = 8192;
            await file.WriteAsync(new byte[file.Length - 8192], Token);
        }

        _store = Open(_folder);
        IReadOnlyList<Embedding<float>?> found = await _store.FindAsync(Model, texts, Token);
        await _store.KeepAsync(Model, ["a"], [Embed(1)], Token);

        Assert.All(found, Assert.Null);
        Assert.Single((await _store.GetStatisticsAsync(Token)).SetAside);
        Assert.NotNull(await FindAsync("a"));
    }

    [Fact]
    public async Task File_ThatIsTheIndex_IsLeftAloneAndNamed()
    {
        using (IndexConnection index = OpenRaw())
        {
            IndexSchema.Prepare(index);
        }

        await _store.KeepAsync(Model, ["a"], [Embed(1)], Token);

        Assert.Null(await FindAsync("a"));
        Assert.Contains("index of documents", Assert.Single(_log), StringComparison.Ordinal);
        LocalRagException error = await Assert.ThrowsAnyAsync<LocalRagException>(() => _store.GetStatisticsAsync(Token));
        Assert.Contains("Sqlite:EmbeddingsPath", error.NextStep, StringComparison.Ordinal);
        Assert.Empty(EmbeddingFile.ListSetAside(FilePath));
    }

    [Fact]
    public async Task File_DeletedBeneath_IsMadeAgain()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "An open file cannot be deleted there.");
        await _store.KeepAsync(Model, ["a"], [Embed(1)], Token);
        File.Delete(FilePath);

        await _store.KeepAsync(Model, ["b"], [Embed(2)], Token);

        Assert.True(File.Exists(FilePath));
        Assert.Null(await FindAsync("a"));
        Assert.NotNull(await FindAsync("b"));
    }

    [Fact]
    public async Task Folder_ThatCannotBeMade_IsNamedOnceAndNothingIsKept()
    {
        string file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, string.Empty, Token);
        await using SqliteEmbeddingStore store = Open(file);

        await store.KeepAsync(Model, ["a"], [Embed(1)], Token);
        Assert.Equal([null], await store.FindAsync(Model, ["a"], Token));

        Assert.Contains(file, Assert.Single(_log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherProcess_ThatWritesForLong_CostsNoVectorThatIsThere()
    {
        await _store.KeepAsync(Model, ["a"], [Embed(1)], Token);
        using IndexConnection other = OpenRaw();
        other.Execute("BEGIN IMMEDIATE");

        await _store.KeepAsync(Model, ["b"], [Embed(2)], Token);

        Assert.NotNull(await FindAsync("a"));
        Assert.Null(await FindAsync("b"));
        Assert.Contains("another process", Assert.Single(_log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FullFile_LetsTheOldestGoAndStaysWithinItsLimit()
    {
        _store = Open(_folder, new SqliteOptions { EmbeddingsMb = 1 });
        Embedding<float> large = new(new float[384]);
        for (int i = 0; i < 1_000; i++)
        {
            await _store.KeepAsync(Model, [$"text {i}"], [large], Token);
        }

        EmbeddingStoreStatistics statistics = await _store.GetStatisticsAsync(Token);
        Assert.Null(await FindAsync("text 0"));
        Assert.NotNull(await FindAsync("text 999"));
        Assert.InRange(statistics.Vectors, 300, 640);
        Assert.InRange(new FileInfo(FilePath).Length, 1, 1_100_000);
    }

    [Fact]
    public async Task Clear_TakesTheVectorsAndTheirSpace()
    {
        await _store.KeepAsync(Model, [.. Enumerable.Range(0, 200).Select(i => $"text {i}")], [.. Enumerable.Range(0, 200).Select(_ => new Embedding<float>(new float[384]))], Token);

        Assert.Equal(200, await _store.ClearAsync(Token));

        EmbeddingStoreStatistics statistics = await _store.GetStatisticsAsync(Token);
        Assert.Equal(0, statistics.Vectors);
        Assert.InRange(new FileInfo(FilePath).Length, 1, 50_000);
        await _store.KeepAsync(Model, ["a"], [Embed(1)], Token);
        Assert.NotNull(await FindAsync("a"));
    }

    [Fact]
    public async Task Statistics_WithoutAFile_MakeNone()
    {
        EmbeddingStoreStatistics statistics = await _store.GetStatisticsAsync(Token);

        Assert.Equal((0L, 0L), (statistics.Vectors, statistics.FileBytes));
        Assert.Equal(0, await _store.ClearAsync(Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task ManyCallers_FindWhatTheyKept()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(
            async () =>
            {
                for (int i = 0; i < 20; i++)
                {
                    await _store.KeepAsync(Model, [$"{caller}/{i}"], [Embed((caller * 100) + i)], Token);
                    Assert.Equal((caller * 100f) + i, (await FindAsync($"{caller}/{i}"))!.Vector.Span[0]);
                }
            },
            Token)));
    }

    /// <summary>Only what counts all vectors, and what makes room in a full file, may look at many.</summary>
    [Fact]
    public async Task Statements_OfEveryFindAndKeep_ScanNoTable()
    {
        await _store.KeepAsync(Model, ["a"], [Embed(1)], Token);
        using IndexConnection connection = OpenRaw();
        EmbeddingTable table = new(connection);
        table.Keep(Model, ["b"], [Embed(2)], limitBytes: 1_000_000);
        table.Find(Model, ["b"]);

        string[] statements = [.. connection.Statements.Where(sql => !sql.StartsWith("PRAGMA", StringComparison.Ordinal))];

        Assert.Equal(2, statements.Length);
        Assert.All(statements, sql => Assert.DoesNotContain("SCAN", Explain(connection, sql), StringComparison.Ordinal));
    }

    private static string Explain(IndexConnection connection, string sql)
    {
        List<string> steps = [];
        using IndexStatement plan = connection.Prepare("EXPLAIN QUERY PLAN " + sql);
        while (plan.Step())
        {
            steps.Add(plan.Text(3));
        }

        return string.Join('\n', steps);
    }

    private static Embedding<float> Embed(float value) => new(new[] { value, 0 });

    private async Task<Embedding<float>?> FindAsync(string text) => (await _store.FindAsync(Model, [text], Token))[0];

    private IndexConnection OpenRaw()
    {
        SQLitePCL.Batteries_V2.Init();
        return IndexConnection.Open(FilePath, new SqliteOptions(), queryOnly: false);
    }

    private SqliteEmbeddingStore Open(string folder, SqliteOptions? options = null) => new(
        new ChangeableOptions(options ?? new SqliteOptions()), Options.Create(new LocalRagOptions { DataDirectory = folder }), new ListLogger(_log));

    private sealed class ListLogger(List<string> messages) : ILogger<SqliteEmbeddingStore>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (messages)
            {
                messages.Add(formatter(state, exception));
            }
        }
    }
}
