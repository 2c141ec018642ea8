using LocalRag.Answers;
using LocalRag.Evaluation.Metrics;
using LocalRag.Ingestion;
using LocalRag.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocalRag.Evaluation;

/// <summary>Measures a host on questions whose answers are known: its real ingestion, retrieval and answers, as they are set up.</summary>
/// <remarks>Use it over an index of its own: answers are made from all that the index holds.</remarks>
public sealed class Evaluator
{
    private const int Depth = 100;

    // Enough for a hundred documents of three passages; the second search of a question is this deep.
    private const int DeepPassages = 3 * Depth;

    private readonly IRetriever _retriever;
    private readonly IChatClient _answers;
    private readonly IDocumentIndex _index;
    private readonly DocumentIngestor _ingestor;
    private readonly IOptionsMonitor<RetrievalOptions> _options;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates an evaluator over the services of a host, which owns them.</summary>
    public Evaluator(
        IRetriever retriever,
        [FromKeyedServices(LocalRagKeys.Answers)] IChatClient answers,
        IDocumentIndex index,
        DocumentIngestor ingestor,
        IOptionsMonitor<RetrievalOptions> options,
        TimeProvider timeProvider)
    {
        _retriever = retriever;
        _answers = answers;
        _index = index;
        _ingestor = ingestor;
        _options = options;
        _timeProvider = timeProvider;
    }

    /// <summary>Ingests the documents of a dataset, searches for its questions, has some of them answered, and counts.</summary>
    /// <param name="dataset">The questions and documents.</param>
    /// <param name="request">What is to be measured.</param>
    /// <param name="progress">Is told after each document and question.</param>
    /// <param name="cancellationToken">Stops the evaluation; what was ingested stays in the index.</param>
    /// <exception cref="LocalRagException">A document could not be ingested, or a service has failed: the figures would be wrong.</exception>
    public async Task<EvaluationReport> RunAsync(
        EvaluationDataset dataset,
        EvaluationRequest request,
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(request);
        long start = _timeProvider.GetTimestamp();
        DocumentFolder folder = await PrepareAsync(dataset, request, cancellationToken);
        HashSet<string> warnings = [];
        if (request.Ingest)
        {
            await IngestAsync(folder, warnings, progress, cancellationToken);
        }

        long documents = await CountDocumentsAsync(folder, warnings, cancellationToken);
        int[] budgets = [.. request.ContextTokens.Append(_options.CurrentValue.ContextTokens).Distinct().Order()];
        List<QuestionRun> runs = [.. Spread(dataset.Questions, request.Questions ?? dataset.Questions.Count).Select(question => new QuestionRun(question))];
        foreach ((int done, QuestionRun run) in runs.Index())
        {
            await RetrieveAsync(run, folder, budgets, warnings, cancellationToken);
            progress?.Report(new EvaluationProgress(EvaluationStage.Retrieving, done + 1, runs.Count));
        }

        if (request.RunFile is not null)
        {
            await WriteRunAsync(runs, request, cancellationToken);
        }

        QuestionRun[] asked = [.. Spread(runs, request.Answers)];
        foreach ((int done, QuestionRun run) in asked.Index())
        {
            await AnswerAsync(run, warnings, cancellationToken);
            progress?.Report(new EvaluationProgress(EvaluationStage.Answering, done + 1, asked.Length));
        }

        ReportBuilder report = new(dataset.Name, documents, runs, budgets, _options.CurrentValue.ContextTokens, folder);
        return report.Build([.. warnings], _timeProvider.GetElapsedTime(start));
    }

    private static async Task<DocumentFolder> PrepareAsync(EvaluationDataset dataset, EvaluationRequest request, CancellationToken cancellationToken)
    {
        if (dataset.Documents is null)
        {
            return DocumentFolder.Existing(
                dataset.Folder ?? throw new ArgumentException("The dataset has neither documents nor a folder.", nameof(dataset)));
        }

        string folder = request.Folder ?? throw new ArgumentException("The documents of this dataset need a folder.", nameof(request));
        return await DocumentFolder.WriteAsync(folder, dataset.Documents, cancellationToken);
    }

    private async Task IngestAsync(
        DocumentFolder folder, HashSet<string> warnings, IProgress<EvaluationProgress>? progress, CancellationToken cancellationToken)
    {
        IngestionReport report = await _ingestor.IngestAsync(
            new IngestionRequest([folder.Path], Prune: true),
            progress is null ? null : new ForwardedProgress(progress),
            cancellationToken);
        if (report.Failed > 0)
        {
            IngestionNote first = report.Failures[0];
            throw new LocalRagException($"{report.Failed} documents of the dataset could not be ingested; the first is {first.Path}: {first.Reason}", first.NextStep);
        }

        if (report.Degraded is not null)
        {
            warnings.Add(report.Degraded);
        }

        if (report.Skipped > 0)
        {
            warnings.Add($"{report.Skipped} documents were left out by the ingestion.");
        }
    }

    private async Task<long> CountDocumentsAsync(DocumentFolder folder, HashSet<string> warnings, CancellationToken cancellationToken)
    {
        long documents = await _index.ListAsync(folder.IdPrefix, cancellationToken).LongCountAsync(cancellationToken);
        long others = (await _index.GetSummaryAsync(cancellationToken)).Documents - documents;
        if (documents == 0)
        {
            throw new LocalRagException($"The index has no document of {folder.Path}.", "Let the evaluation ingest them, or ingest that folder first.");
        }

        if (others > 0)
        {
            warnings.Add($"The index holds {others} other documents; answers may be made from them. Use a data folder of its own.");
        }

        return documents;
    }

    private async Task RetrieveAsync(
        QuestionRun run, DocumentFolder folder, int[] budgets, HashSet<string> warnings, CancellationToken cancellationToken)
    {
        // What an answer would be made from, and the beginning of the ranking.
        RetrievalResult result = await _retriever.RetrieveAsync(new RetrievalQuery(run.Question.Text, IdPrefix: folder.IdPrefix), cancellationToken);
        if (result.Degraded is not null)
        {
            warnings.Add(result.Degraded);
        }

        foreach (int budget in budgets)
        {
            run.Contexts.Add(Choose(run, result.Hits, budget));
        }

        // A deeper search weighs more candidates and may order the first ones differently, so it only goes on where the other ends.
        RetrievalResult deep = await _retriever.RetrieveAsync(
            new RetrievalQuery(run.Question.Text, DeepPassages, folder.IdPrefix), cancellationToken);
        run.Ranking = Rank(result.Hits.Concat(deep.Hits), folder);
    }

    private ContextRun Choose(QuestionRun run, IReadOnlyList<SearchHit> hits, int budget)
    {
        RetrievalOptions options = _options.CurrentValue;
        ContextSelection context = ContextSelector.Select(run.Question.Text, hits, options, budget);
        if (budget == options.ContextTokens)
        {
            run.Abstained = context.Used.Count == 0;
        }

        string text = string.Join('\n', context.Used.Select(passage => passage.Text));
        return new ContextRun(
            run.Holds(answer => AnswerMetrics.Contains(text, answer)),
            context.Used.Sum(used => (int)used.EstimateTokens(used.Text.Length)));
    }

    private static List<RankedDocument> Rank(IEnumerable<SearchHit> hits, DocumentFolder folder)
    {
        List<RankedDocument> ranking = [];
        HashSet<string> seen = [];
        foreach (SearchHit hit in hits)
        {
            if (folder.DatasetId(hit.Passage.DocumentId) is string id && seen.Add(id) && ranking.Count < Depth)
            {
                ranking.Add(new RankedDocument(id, hit.Score));
            }
        }

        return ranking;
    }

    private async Task AnswerAsync(QuestionRun run, HashSet<string> warnings, CancellationToken cancellationToken)
    {
        long start = _timeProvider.GetTimestamp();
        ChatResponse response = await _answers.GetResponseAsync(run.Question.Text, cancellationToken: cancellationToken);
        run.AnswerTime = _timeProvider.GetElapsedTime(start);
        run.Answer = response.Text;
        run.Citations = response.GetCitations();
        run.Metadata = response.GetRagMetadata();
        if (run.Metadata?.Degraded is string degraded)
        {
            warnings.Add(degraded);
        }
    }

    private static async Task WriteRunAsync(List<QuestionRun> runs, EvaluationRequest request, CancellationToken cancellationToken)
    {
        await using StreamWriter writer = new(request.RunFile!);
        TrecRunWriter trec = new(writer, request.Tag);
        foreach (QuestionRun run in runs)
        {
            await trec.WriteAsync(run.Question.Id, run.Ranking, cancellationToken);
        }
    }

    // Evenly over the whole list: datasets keep the questions to one document together.
    private static IEnumerable<T> Spread<T>(IReadOnlyList<T> items, int count)
    {
        int taken = Math.Clamp(count, 0, items.Count);
        return Enumerable.Range(0, taken).Select(number => items[(int)((long)number * items.Count / taken)]);
    }

    private sealed class ForwardedProgress(IProgress<EvaluationProgress> progress) : IProgress<IngestionProgress>
    {
        public void Report(IngestionProgress value) =>
            progress.Report(new EvaluationProgress(EvaluationStage.Ingesting, value.Done, value.Found));
    }
}
