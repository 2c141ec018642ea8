using LocalRag.Sqlite.Maintenance;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace LocalRag.Sqlite.Tests;

/// <summary>An index in a folder of its own, which goes when the test ends.</summary>
internal sealed class TestIndex : IAsyncDisposable
{
    public const string Model = "test-model";
    public const int Dimensions = 8;

    private readonly bool _ownsFolder;
    private readonly ChangeableOptions _options = new(new SqliteOptions());

    public TestIndex(SqliteOptions? options = null, string? folder = null)
    {
        _ownsFolder = folder is null;
        Folder = folder ?? Directory.CreateTempSubdirectory("localrag-index-").FullName;
        Index = Open(options);
    }

    public string Folder { get; }

    public string File => Path.Combine(Folder, "index.db");

    public SqliteDocumentIndex Index { get; private set; }

    public SqliteMaintenance Maintenance => new(Index, _options, TimeProvider.System);

    /// <summary>Changes the settings while the index is open.</summary>
    public void Set(SqliteOptions options) => _options.CurrentValue = options;

    /// <summary>Returns another index over the same file, as another process would have it.</summary>
    public TestIndex Another(SqliteOptions? options = null) => new(options, Folder);

    public async Task ReopenAsync(SqliteOptions? options = null)
    {
        await Index.DisposeAsync();
        Index = Open(options);
    }

    public Task ReplaceAsync(string id, params DocumentChunk[] chunks) =>
        Index.ReplaceAsync(Document(id), chunks.ToAsyncEnumerable(), TestContext.Current.CancellationToken);

    public Task<IReadOnlyList<SearchHit>> SearchAsync(string text, float[]? vector = null, int limit = 20, string idPrefix = "") =>
        Index.SearchAsync(
            new HybridQuery(text, vector is null ? null : Embedding(vector), limit, idPrefix), TestContext.Current.CancellationToken);

    public Task<IReadOnlyList<string>> CheckAsync() => Index.CheckAsync(TestContext.Current.CancellationToken);

    public static IndexedDocument Document(string id, string title = "A title") =>
        new(id, title, new string('a', 64), 1234, "text/plain", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)));

    public static DocumentChunk Chunk(string text, float[]? vector = null, string headings = "") =>
        new(text, headings, new SourceLocation(1, 2), 7, vector is null ? null : Embedding(vector));

    public static Embedding<float> Embedding(float[] vector, string? model = Model) => new(vector) { ModelId = model };

    /// <summary>Returns a unit vector along one axis, turned a little towards the next.</summary>
    public static float[] Axis(int axis, float turn = 0)
    {
        float[] vector = new float[Dimensions];
        vector[axis] = MathF.Cos(turn);
        vector[(axis + 1) % Dimensions] = MathF.Sin(turn);
        return vector;
    }

    public async ValueTask DisposeAsync()
    {
        await Index.DisposeAsync();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>Waits until all vectors have their codes of one bit, around a mean of at least so many of them.</summary>
    public async Task WaitForBitCodesAsync(long trainedOn)
    {
        SqliteStatistics statistics;
        do
        {
            statistics = await Maintenance.GetStatisticsAsync(TestContext.Current.CancellationToken);
            Assert.Null(statistics.UpkeepProblem);
        }
        while (statistics.BitCodesTrainedOn is null || statistics.BitCodesTrainedOn < trainedOn || statistics.BitCodesDone != 1);
    }

    private SqliteDocumentIndex Open(SqliteOptions? options)
    {
        _options.CurrentValue = options ?? new SqliteOptions();
        return new(_options, Options.Create(new LocalRagOptions { DataDirectory = Folder }));
    }
}
