using LocalRag.Answers;
using LocalRag.Evaluation;
using LocalRag.Ingestion;
using LocalRag.Measurement;
using LocalRag.Retrieval;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LocalRag.Benchmarks.SideBySide;

/// <summary>Has the plain host ingest the sample corpus, and writes down the prompts it makes of the sample questions.</summary>
internal static class PeerExport
{
    private const int Queries = 200;
    private const string EveryPassage = "passages of the corpus";

    public static async Task RunAsync(string folder, int chunks)
    {
        string data = Directory.CreateTempSubdirectory("localrag-peers-").FullName;
        try
        {
            using IHost host = Build(data);
            IServiceProvider services = host.Services;
            IngestionReport report = await services.GetRequiredService<DocumentIngestor>().IngestAsync(new IngestionRequest([RepositoryPaths.Corpus]), progress: null, CancellationToken.None);
            if (report.Failed > 0 || report.Degraded is not null)
            {
                throw new InvalidOperationException($"The sample corpus was not ingested: {report.Degraded ?? report.Failures[0].Reason}");
            }

            IRetriever retriever = services.GetRequiredService<IRetriever>();
            List<PeerPrompt> prompts = [];
            foreach (EvaluationQuestion question in EvaluationDataset.Load(Path.Combine(RepositoryPaths.Root, "samples", "prompts", "questions.jsonl")).Questions)
            {
                if (await PromptAsync(question.Text, retriever, services) is { } prompt)
                {
                    prompts.Add(prompt);
                }
            }

            RetrievalResult all = await retriever.RetrieveAsync(new RetrievalQuery(EveryPassage, Limit: 1000));
            string[] passages = [.. all.Hits.Select(static hit => hit.Passage).OrderBy(static passage => passage.ChunkId).Select(static passage => passage.Text)];
            GeneratedCorpus corpus = new();
            DocumentChunk[] generated = [.. Enumerable.Range(0, chunks).Select(corpus.Chunk)];
            HybridQuery[] queries = [.. Enumerable.Range(0, Queries).Select(corpus.Query)];
            PeerMaterial material = new(
                GeneratedCorpus.Dimensions, prompts, passages, [.. generated.Select(static chunk => chunk.Text)], [.. queries.Select(static query => query.Text)]);
            await material.SaveAsync(folder, generated.Select(static chunk => chunk.Embedding!), queries.Select(static query => query.Embedding!));
            Console.WriteLine($"{prompts.Count} prompts, {passages.Length} passages, {chunks} chunks, {queries.Length} queries: {folder}");
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>Returns the prompt that the host would send, or null where it would not ask the model because nothing it found is evidence.</summary>
    private static async Task<PeerPrompt?> PromptAsync(string question, IRetriever retriever, IServiceProvider services)
    {
        AnswersOptions answers = services.GetRequiredService<IOptions<AnswersOptions>>().Value;
        RetrievalResult found = await retriever.RetrieveAsync(new RetrievalQuery(question));
        ContextSelection context = ContextSelector.Select(question, found.Hits, services.GetRequiredService<IOptions<RetrievalOptions>>().Value);
        return context.Used.Count == 0
            ? null
            : PeerPrompt.From(question, PromptWriter.Write(Conversation.Read([new ChatMessage(ChatRole.User, question)], answers), context, answers));
    }

    private static IHost Build(string dataDirectory)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("LocalRag:DataDirectory", (string?)dataDirectory)]);
        builder.Services.AddSingleton<IModelStore, SourceTreeModels>();
        builder.AddLocalRag().AddLlamaCpp().AddOnnxEmbeddings().AddSqliteIndex();
        return builder.Build();
    }
}
