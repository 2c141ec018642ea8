using System.Diagnostics;
using System.Threading.Channels;
using LocalRag.Ingestion.Discovery;
using LocalRag.Ingestion.Pipeline;
using LocalRag.Measurement;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Ingestion;

/// <summary>Reads files into the index: found, hashed, cut into chunks, embedded and stored, several at a time.</summary>
/// <remarks>
/// A document is in the index wholly or not at all, and stays there if the ingestion is interrupted; the next one goes on from there.
/// Members may be called from any thread at the same time.
/// </remarks>
public sealed partial class DocumentIngestor
{
    // Files that are known by name only, and documents whose chunks wait: enough that no stage waits for the next without need.
    private const int FilesAhead = 64;
    private const int DocumentsAhead = 16;

    private readonly IDocumentIndex _index;
    private readonly Func<IEmbeddingGenerator<string, Embedding<float>>?> _generator;
    private readonly IOptionsMonitor<IngestionOptions> _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    internal DocumentIngestor(
        IDocumentIndex index,
        Func<IEmbeddingGenerator<string, Embedding<float>>?> generator,
        IOptionsMonitor<IngestionOptions> options,
        TimeProvider timeProvider,
        ILogger<DocumentIngestor> logger)
    {
        _index = index;
        _generator = generator;
        _options = options;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Ingests what a request names, and tells what came of it.</summary>
    /// <param name="request">The paths, and what to do about files that are gone or unchanged.</param>
    /// <param name="progress">Is told about each file and each batch; called under a lock, so it must be quick.</param>
    /// <param name="cancellationToken">Stops the ingestion; what is in the index by then stays there.</param>
    /// <exception cref="LocalRagException">The index or the embedding model has failed; a file that cannot be read is in the report instead.</exception>
    public async Task<IngestionReport> IngestAsync(
        IngestionRequest request, IProgress<IngestionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using Activity? activity = HostTelemetry.Source.StartActivity("localrag.ingest");
        long start = _timeProvider.GetTimestamp();
        IngestionOptions options = _options.CurrentValue;
        IngestionTally tally = new(progress);
        PruningStage pruning = new(_index, tally);
        FileDiscovery discovery = new(options, tally);
        List<SourceRoot> roots = [];
        foreach (string path in request.Paths)
        {
            await AddRootAsync(path, request.Prune ? pruning : null, roots, tally, cancellationToken);
        }

        EmbeddingModel model = await EmbeddingModel.ProbeAsync(_generator, cancellationToken);
        if (model.Degraded is not null)
        {
            LogDegraded(_logger, model.Degraded);
        }

        await RunPipelineAsync(request, options, model, discovery, roots, tally, cancellationToken);
        if (request.Prune)
        {
            await pruning.RunAsync(roots, discovery, cancellationToken);
        }

        IngestionReport report = tally.ToReport(_timeProvider.GetElapsedTime(start), model.Degraded);
        IngestionTelemetry.Record(report, activity);
        LogDone(_logger, report.Added, report.Replaced, report.Unchanged, report.Removed, report.Skipped, report.Failed, report.Elapsed.TotalSeconds);
        return report;
    }

    private static async Task AddRootAsync(
        string path, PruningStage? pruning, List<SourceRoot> roots, IngestionTally tally, CancellationToken cancellationToken)
    {
        try
        {
            if (SourceRoots.Find(path) is { } root)
            {
                roots.Add(root);
                return;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            FileProblem problem = FileProblem.Of(exception);
            tally.Fail(path, problem.Reason, problem.NextStep);
            return;
        }

        if (pruning is null || !await pruning.RemoveFileAsync(Path.GetFullPath(path), cancellationToken))
        {
            tally.Fail(path, "There is no such file or folder.", "Check the path; it is taken from the current folder unless it is absolute.");
        }
    }

    private async Task RunPipelineAsync(
        IngestionRequest request,
        IngestionOptions options,
        EmbeddingModel model,
        FileDiscovery discovery,
        List<SourceRoot> roots,
        IngestionTally tally,
        CancellationToken cancellationToken)
    {
        Channel<FileCandidate> files = Channel.CreateBounded<FileCandidate>(new BoundedChannelOptions(FilesAhead) { SingleWriter = true });
        Channel<PreparedDocument> documents = Channel.CreateBounded<PreparedDocument>(new BoundedChannelOptions(DocumentsAhead) { SingleReader = true });
        Channel<EmbeddedStep> steps = Channel.CreateBounded<EmbeddedStep>(
            new BoundedChannelOptions(options.EmbeddingBatch * ReadingStage.BatchesAhead) { SingleReader = true, SingleWriter = true });
        ReadingStage reading = new(options, request.Force, model, _index, tally, _timeProvider, files.Reader, documents.Writer);
        EmbeddingStage embedding = new(model, options.EmbeddingBatch, documents.Reader, steps.Writer);
        StoringStage storing = new(_index, tally, steps.Reader);

        await StageGroup.RunAsync(
            [
                async token =>
                {
                    foreach (FileCandidate file in roots.SelectMany(discovery.Find))
                    {
                        await files.Writer.WriteAsync(file, token);
                    }

                    files.Writer.Complete();
                    tally.FoundAll();
                },
                async token =>
                {
                    await StageGroup.RunAsync([.. Enumerable.Repeat<Func<CancellationToken, Task>>(reading.RunAsync, options.Readers)], token);
                    documents.Writer.Complete();
                },
                embedding.RunAsync,
                storing.RunAsync,
            ],
            cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Ingesting without vectors: {Reason}")]
    private static partial void LogDegraded(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Information, "Ingested: {Added} added, {Replaced} replaced, {Unchanged} unchanged, {Removed} removed, {Skipped} skipped, {Failed} failed in {Seconds:F1} s")]
    private static partial void LogDone(ILogger logger, long added, long replaced, long unchanged, long removed, long skipped, long failed, double seconds);
}
