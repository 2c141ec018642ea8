using LocalRag.Answers;
using LocalRag.Retrieval;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalRag.Tests.Answers;

/// <summary>A <see cref="RagChatClient"/> over doubles.</summary>
internal sealed class RagHost
{
    public TestChatClient Chat { get; init; } = TestChatClient.Answering("Decode is limited by memory bandwidth.");

    public TestDocumentIndex Index { get; init; } = new();

    public TestEmbeddingGenerator Embeddings { get; } = new();

    public AnswersOptions Answers { get; } = new();

    public RetrievalOptions Retrieval { get; } = new();

    public static RagHost Finding(params SearchHit[] hits) => new() { Index = new TestDocumentIndex { Hits = hits } };

    public RagChatClient CreateClient(IChatClient? chat = null) => new(
        chat ?? Chat,
        new HybridRetriever(Index, Embeddings, new FixedOptions<RetrievalOptions>(Retrieval), TimeProvider.System, NullLogger<HybridRetriever>.Instance),
        Index,
        new FixedOptions<AnswersOptions>(Answers),
        new FixedOptions<RetrievalOptions>(Retrieval),
        TimeProvider.System,
        NullLogger<RagChatClient>.Instance);

    public Task<ChatResponse> AskAsync(string question) => CreateClient().GetResponseAsync(question, cancellationToken: TestContext.Current.CancellationToken);

    public async Task<List<ChatResponseUpdate>> StreamAsync(string question) =>
        await CreateClient().GetStreamingResponseAsync(question, cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
}
