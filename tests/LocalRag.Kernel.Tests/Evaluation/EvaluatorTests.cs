using System.Text.Json;
using LocalRag.Answers;
using LocalRag.Evaluation;
using LocalRag.Ingestion;
using LocalRag.Retrieval;
using LocalRag.Testing;
using LocalRag.Tests.Ingestion;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalRag.Tests.Evaluation;

public sealed class EvaluatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InMemoryDocumentIndex _index = new();
    private readonly FakeEmbeddingGenerator _embeddings = new();
    private readonly RetrievalOptions _options = new() { ContextTokens = 16 };

    private static EvaluationDataset Dataset => new(
        "small",
        [new EvaluationDocument("sky", "The sky is blue at noon."), new EvaluationDocument("sea", "The sea is green in winter.")],
        null,
        [
            new EvaluationQuestion("q1", "What colour is the sky?", new Dictionary<string, int> { ["sky"] = 1 }, ["blue"]),
            new EvaluationQuestion("q2", "What colour is the sea?", new Dictionary<string, int> { ["sea"] = 1 }, ["green"]),
            new EvaluationQuestion("q3", "Who won?", new Dictionary<string, int>(), []),
        ]);

    [Fact]
    public async Task Run_IngestsTheDocumentsAsFiles()
    {
        await RunAsync(new EvaluationRequest { Folder = _folder.At("documents") });

        Assert.Equal([_folder.Id("documents/doc-sea.txt"), _folder.Id("documents/doc-sky.txt")], _index.Ids);
    }

    [Fact]
    public async Task Run_CountsTheRanksOfTheRelevantDocuments()
    {
        // The double always ranks the sky first, the sea second.
        EvaluationReport report = await RunAsync(new EvaluationRequest { Folder = _folder.At("documents") });

        Assert.Equal((2L, 3), (report.Documents, report.Questions));
        Assert.Equal(new Proportion(1, 2), report.Retrieval.HitAt1);
        Assert.Equal(new Proportion(2, 2), report.Retrieval.HitAt5);
        Assert.Equal(0.75, report.Retrieval.MrrAt10.Value, 12);
        Assert.Equal((1 + (1 / Math.Log2(3))) / 2, report.Retrieval.NdcgAt10.Value, 12);
        Assert.Equal([1, 2, null], report.Results.Select(result => result.Rank));
    }

    [Fact]
    public async Task Run_MeasuresWhetherEachBudgetHoldsTheAnswer()
    {
        EvaluationReport report = await RunAsync(new EvaluationRequest { Folder = _folder.At("documents"), ContextTokens = [100] });

        // Of 16 tokens, only the first passage (10 tokens) fits.
        Assert.Equal([(16, 1), (100, 2)], report.Contexts.Select(context => (context.Budget, context.AnswerInside.Hits)));
        Assert.Equal([10.0, 20.0], report.Contexts.Select(context => context.Tokens.Value));
    }

    [Fact]
    public async Task Run_Answers_AreComparedWithTheExpectedOnes()
    {
        EvaluationReport report = await RunAsync(new EvaluationRequest { Folder = _folder.At("documents"), Answers = 3 });

        // The double always says that it is blue, cites the sky, and never abstains.
        Assert.Equal(new Proportion(1, 2), report.Answers?.ContainsExpected);
        Assert.Equal(new Proportion(1, 2), report.Answers?.CitesRelevant);
        Assert.Equal(new Proportion(0, 1), report.Answers?.UnanswerableAbstained);
        Assert.Equal(77, report.Answers?.PromptTokens.Value);
        Assert.Equal("It is blue.", report.Results[0].Answer);
    }

    [Fact]
    public async Task Run_FewerQuestions_AreSpreadOverTheDataset()
    {
        EvaluationReport report = await RunAsync(new EvaluationRequest { Folder = _folder.At("documents"), Questions = 2 });

        Assert.Equal(["q1", "q2"], report.Results.Select(result => result.Id));
    }

    [Fact]
    public async Task Run_WritesARunFileAndReportsProgress()
    {
        string run = _folder.At("run.txt");
        List<EvaluationProgress> progress = [];

        await RunAsync(new EvaluationRequest { Folder = _folder.At("documents"), RunFile = run }, new ListProgress(progress));

        Assert.Equal(6, (await File.ReadAllLinesAsync(run, TestContext.Current.CancellationToken)).Length);
        Assert.Contains(new EvaluationProgress(EvaluationStage.Retrieving, 3, 3), progress);
    }

    [Fact]
    public async Task Run_OtherDocumentsInTheIndex_AreWarnedOf()
    {
        await _index.ReplaceAsync(
            new IndexedDocument("/other.txt", "Other", "00", 1, "text/plain", default), AsyncEnumerable.Empty<DocumentChunk>(), TestContext.Current.CancellationToken);

        EvaluationReport report = await RunAsync(new EvaluationRequest { Folder = _folder.At("documents") });

        Assert.Contains("1 other documents", Assert.Single(report.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutDocumentsInTheIndex_SaysWhatToDo()
    {
        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(
            () => RunAsync(new EvaluationRequest { Folder = _folder.At("documents"), Ingest = false }));

        Assert.NotNull(exception.NextStep);
    }

    [Fact]
    public async Task Report_AsJson_HasTheFiguresWithTheirIntervals()
    {
        EvaluationReport report = await RunAsync(new EvaluationRequest { Folder = _folder.At("documents") });

        using JsonDocument json = JsonDocument.Parse(report.ToJson());
        JsonElement hit = json.RootElement.GetProperty("retrieval").GetProperty("hitAt1");

        Assert.Equal((1, 2, 0.5), (hit.GetProperty("hits").GetInt32(), hit.GetProperty("count").GetInt32(), hit.GetProperty("value").GetDouble()));
        Assert.InRange(hit.GetProperty("low").GetDouble(), 0.01, 0.49);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _embeddings.Dispose();
    }

    private async Task<EvaluationReport> RunAsync(EvaluationRequest request, IProgress<EvaluationProgress>? progress = null)
    {
        string documents = _folder.Id("documents");
        SearchHit sky = Hits.Of("The sky is blue at noon.", $"{documents}/doc-sky.txt", score: 1, tokens: 10);
        SearchHit sea = Hits.Of("The sea is green in winter.", $"{documents}/doc-sea.txt", score: 0.5, tokens: 10);
        using FixedRetriever retriever = new([sky, sea]);
        using TestChatClient answers = new()
        {
            OnGetResponse = (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new TextContent("It is blue.")
            {
                Annotations = [new CitationAnnotation { FileId = sky.Passage.DocumentId }],
            }]))
            {
                AdditionalProperties = new() { [RagResponseExtensions.MetadataKey] = Metadata },
            }),
        };
        DocumentIngestor ingestor = new(
            _index, () => _embeddings, new FixedOptions<IngestionOptions>(new()), TimeProvider.System, NullLogger<DocumentIngestor>.Instance);
        Evaluator evaluator = new(retriever, answers, _index, ingestor, new FixedOptions<RetrievalOptions>(_options), TimeProvider.System);
        return await evaluator.RunAsync(Dataset, request, progress, TestContext.Current.CancellationToken);
    }

    private static RagAnswerMetadata Metadata => new()
    {
        Question = "?",
        SearchText = "?",
        IndexVersion = 1,
        Retrieved = [],
        Used = [],
        Dropped = [],
        PromptTokens = 77,
        Timings = default!,
    };

    private sealed class FixedRetriever(IReadOnlyList<SearchHit> hits) : IRetriever
    {
        public Task<RetrievalResult> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken = default) =>
            Task.FromResult(new RetrievalResult(hits, 1));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private sealed class ListProgress(List<EvaluationProgress> reports) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => reports.Add(value);
    }
}
