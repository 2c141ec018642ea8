using LocalRag.Ingestion;

namespace LocalRag.Tests.Ingestion.Pipeline;

public sealed class EmbeddingOfChunksTests : IDisposable
{
    private readonly IngestionFixture _fixture = new();

    private TemporaryFolder Folder => _fixture.Folder;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Chunks_get_the_vectors_of_their_own_text_in_batches_within_the_limit()
    {
        foreach (int number in Enumerable.Range(0, 30))
        {
            Folder.Write($"{number:D3}.md", $"# Heading {number}\n\n" + string.Join(' ', Enumerable.Repeat($"This is sentence of document {number} and it is long.", number)));
        }

        _fixture.Options.EmbeddingBatch = 7;

        await _fixture.IngestAsync();

        Assert.All(_fixture.Embeddings.Batches, batch => Assert.InRange(batch.Count, 1, 7));
        Assert.All(_fixture.Index.Ids.SelectMany(_fixture.Index.ChunksOf), chunk =>
            Assert.Equal($"{chunk.Headings}\n{chunk.Text}".TrimStart('\n').Length, chunk.Embedding!.Vector.Span[0]));
    }

    [Fact]
    public async Task Without_an_embedding_model_documents_are_ingested_without_vectors_and_the_report_says_so()
    {
        Folder.Write("a.txt", "Text.");
        _fixture.Generator = () => null;

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Null(Assert.Single(_fixture.Index.ChunksOf(Folder.Id("a.txt"))).Embedding);
        Assert.Contains("No embedding model is set up", report.Degraded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_model_file_is_told_with_how_to_get_it()
    {
        Folder.Write("a.txt", "Text.");
        _fixture.Embeddings.OnGenerate = _ => throw new ModelUnavailableException("minilm", "There is no model minilm.", "Run the command that fetches it.");

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal(1, report.Added);
        Assert.StartsWith("There is no model minilm. Run the command that fetches it.", report.Degraded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_without_vectors_are_ingested_again_once_there_is_a_model()
    {
        Folder.Write("a.txt", "Text.");
        _fixture.Generator = () => null;
        await _fixture.IngestAsync();
        _fixture.Generator = null;

        IngestionReport report = await _fixture.IngestAsync();

        Assert.Equal((1, (string?)null), (report.Replaced, report.Degraded));
        Assert.NotNull(Assert.Single(_fixture.Index.ChunksOf(Folder.Id("a.txt"))).Embedding);
    }

    [Fact]
    public async Task Tokens_are_counted_by_the_tokenizer_of_the_embedding_model()
    {
        Folder.Write("a.txt", "Internationalisation matters.");
        _fixture.Embeddings.Tokenizer = Chunking.ChunkerProbe.Tokenizer;

        await _fixture.IngestAsync();

        DocumentChunk chunk = Assert.Single(_fixture.Index.ChunksOf(Folder.Id("a.txt")));
        Assert.Equal(Chunking.ChunkerProbe.Counter.Count(chunk.Text), chunk.TokenCount);
    }

    [Fact]
    public async Task Progress_ends_with_the_figures_of_the_report()
    {
        Folder.Write("a.txt", "Text.");
        Folder.Write("b.jpg", [1]);
        Folder.Write("c.json", "{");
        RecordingProgress progress = new();

        IngestionReport report = await _fixture.IngestAsync([Folder.Path], progress: progress);

        IngestionProgress last = progress.Reports[^1];
        Assert.Equal((3, true, 3, 1, 1), (last.Found, last.FoundAll, last.Done, last.Skipped, last.Failed));
        Assert.Equal((report.Chunks, report.Tokens, report.Bytes), (last.Chunks, last.Tokens, last.Bytes));
    }

    private sealed class RecordingProgress : IProgress<IngestionProgress>
    {
        public List<IngestionProgress> Reports { get; } = [];

        public void Report(IngestionProgress value) => Reports.Add(value);
    }
}
