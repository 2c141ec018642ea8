using System.Globalization;
using LocalRag.Ingestion;

namespace LocalRag.Tests.Ingestion.Pipeline;

/// <summary>Runs alone, so that the heap that it looks at is its own.</summary>
[CollectionDefinition(nameof(BoundedMemoryTests), DisableParallelization = true)]
[Collection(nameof(BoundedMemoryTests))]
public sealed class BoundedMemoryTests : IDisposable
{
    private const long Megabyte = 1 << 20;
    private const int ChunksBetweenLooks = 10_000;

    // What is in flight: the buffers of a reader, sixteen documents' worth of chunks, a batch.
    private const long MostGrowth = 24 * Megabyte;

    private readonly IngestionFixture _fixture = new();

    public static TheoryData<string, int, string, string> Files => new()
    {
        { "lines.txt", 200, string.Empty, "Line {0} of a text that goes on and on, without end. It has sentences.\n" },
        { "one-line.txt", 20, string.Empty, "Word{0} of a text that has no line break at all. It has sentences. " },
        { "no-spaces.log", 20, string.Empty, "x{0}y" },
        { "table.csv", 20, "id,name,note\n", "{0},name of {0},\"a note, with a comma\"\n" },
        { "values.json", 20, "[", "{{\"id\": {0}, \"name\": \"name of {0}\"}},\n" },
        { "values.jsonl", 20, string.Empty, "{{\"id\": {0}, \"name\": \"name of {0}\"}}\n" },
    };

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_live_heap_does_not_grow_with_the_size_of_a_file(string name, int megabytes, string header, string line)
    {
        LargeFile.Write(_fixture.Folder.At(name), megabytes * Megabyte, header, number => string.Format(CultureInfo.InvariantCulture, line, number));
        if (name.EndsWith(".json", StringComparison.Ordinal))
        {
            File.AppendAllText(_fixture.Folder.At(name), "0]");
        }

        long chunks = 0;
        long mostLive = 0;
        _fixture.Generator = () => null;
        _fixture.Index.KeepsChunks = false;
        _fixture.Index.OnChunk = _ =>
        {
            if (++chunks % ChunksBetweenLooks == 0)
            {
                mostLive = Math.Max(mostLive, GC.GetTotalMemory(forceFullCollection: true));
            }
        };
        long before = GC.GetTotalMemory(forceFullCollection: true);

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal((1, 0), (report.Added, report.Failed));
        Assert.InRange(chunks, ChunksBetweenLooks, long.MaxValue);
        Assert.InRange(mostLive - before, long.MinValue, MostGrowth);
    }
}
