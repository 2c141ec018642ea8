using LocalRag.Ingestion;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LocalRag.Tests.Ingestion;

/// <summary>A folder of files, an index, and an ingestor between them.</summary>
internal sealed class IngestionFixture : IDisposable
{
    public TemporaryFolder Folder { get; } = new();

    public InMemoryDocumentIndex Index { get; } = new();

    public FakeEmbeddingGenerator Embeddings { get; } = new();

    public IngestionOptions Options { get; } = new();

    /// <summary>What the ingestor gets when it asks for the embedding model.</summary>
    public Func<IEmbeddingGenerator<string, Embedding<float>>?>? Generator { get; set; }

    public Task<IngestionReport> IngestAsync(bool prune = false, bool force = false) => IngestAsync([Folder.Path], prune, force);

    public Task<IngestionReport> IngestAsync(
        IReadOnlyList<string> paths, bool prune = false, bool force = false, IProgress<IngestionProgress>? progress = null, CancellationToken? cancellationToken = null) =>
        new DocumentIngestor(Index, Generator ?? (() => Embeddings), new FixedOptions(Options), TimeProvider.System, NullLogger<DocumentIngestor>.Instance)
            .IngestAsync(new IngestionRequest(paths, prune, force), progress, cancellationToken ?? TestContext.Current.CancellationToken);

    public void Dispose()
    {
        Embeddings.Dispose();
        Folder.Dispose();
    }

    private sealed class FixedOptions(IngestionOptions options) : IOptionsMonitor<IngestionOptions>
    {
        public IngestionOptions CurrentValue => options;

        public IngestionOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<IngestionOptions, string?> listener) => null;
    }
}
