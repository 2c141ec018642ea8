using LocalRag.Answers;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Tests.Answers;

public sealed class RagChatClientTests
{
    private const string Question = "What limits decode?";

    private const string Evidence = "Prefill is limited by arithmetic. Decode is limited by memory bandwidth.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_WithEvidence_IsTheModelsText()
    {
        ChatResponse response = await RagHost.Finding(Hits.Of(Evidence)).AskAsync(Question);

        Assert.Equal("Decode is limited by memory bandwidth.", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal("test-model", response.ModelId);
        Assert.Equal(77, response.Usage?.InputTokenCount);
    }

    [Fact]
    public async Task Answer_WithEvidence_CitesTheSentenceItRestsOn()
    {
        ChatResponse response = await RagHost.Finding(Hits.Of(Evidence, document: "/docs/speed.md", title: "Speed")).AskAsync(Question);

        CitationAnnotation citation = Assert.Single(response.GetCitations());
        Assert.Equal("Speed", citation.Title);
        Assert.Equal("/docs/speed.md", citation.FileId);
        Assert.Equal("Decode is limited by memory bandwidth.", citation.Snippet);
        Assert.Equal("lines 1-4", citation.GetLocation());
        TextSpanAnnotatedRegion region = Assert.IsType<TextSpanAnnotatedRegion>(Assert.Single(citation.AnnotatedRegions!));
        Assert.Equal((0, response.Text.Length), (region.StartIndex, region.EndIndex));
    }

    [Fact]
    public async Task Stream_ToItsEnd_HoldsTheSameAsTheWholeResponse()
    {
        RagHost host = RagHost.Finding(Hits.Of(Evidence));

        ChatResponse whole = await host.AskAsync(Question);
        ChatResponse streamed = (await host.StreamAsync(Question)).ToChatResponse();

        Assert.Equal(whole.Text, streamed.Text);
        Assert.Single(streamed.Messages);
        Assert.Equal(whole.Messages[0].Contents.Select(content => content.GetType()), streamed.Messages[0].Contents.Select(content => content.GetType()));
        Assert.Equal(Assert.Single(whole.GetCitations()).Snippet, Assert.Single(streamed.GetCitations()).Snippet);
        Assert.Equal(whole.GetRagMetadata()?.Used.Single().Text, streamed.GetRagMetadata()?.Used.Single().Text);
        Assert.Equal(whole.Usage?.InputTokenCount, streamed.Usage?.InputTokenCount);
        Assert.Equal(whole.FinishReason, streamed.FinishReason);
    }

    [Fact]
    public async Task Stream_ToItsEnd_HasCitationsAndMetadataOnTheLastUpdateAlone()
    {
        List<ChatResponseUpdate> updates = await RagHost.Finding(Hits.Of(Evidence)).StreamAsync(Question);

        Assert.Empty(updates[^1].Text);
        Assert.Single(updates[^1].GetCitations());
        Assert.Equal(77, updates[^1].GetRagMetadata()?.PromptTokens);
        Assert.All(updates.SkipLast(1), update => Assert.Null(update.GetRagMetadata()));
        Assert.All(updates.SkipLast(1), update => Assert.Empty(update.GetCitations()));
    }

    [Fact]
    public async Task Stream_PassesTheModelsUpdatesOnAsTheyCome()
    {
        TaskCompletionSource more = new();
        TestChatClient chat = new()
        {
            OnGetStreamingResponse = (_, _, _) => Pausing(),
        };
        await using IAsyncEnumerator<ChatResponseUpdate> updates = new RagHost { Chat = chat, Index = new TestDocumentIndex { Hits = [Hits.Of(Evidence)] } }
            .CreateClient().GetStreamingResponseAsync(Question, cancellationToken: Token).GetAsyncEnumerator(Token);

        Assert.True(await updates.MoveNextAsync());
        Assert.Equal("Memory", updates.Current.Text);
        Assert.False(more.Task.IsCompleted);
        more.SetResult();

        async IAsyncEnumerable<ChatResponseUpdate> Pausing()
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "Memory");
            await more.Task;
        }
    }

    [Fact]
    public async Task Stream_BrokenOffEarly_DisposesTheModelsStream()
    {
        bool disposed = false;
        TestChatClient chat = new() { OnGetStreamingResponse = (_, _, _) => Endless() };
        RagHost host = new() { Chat = chat, Index = new TestDocumentIndex { Hits = [Hits.Of(Evidence)] } };

        await foreach (ChatResponseUpdate update in host.CreateClient().GetStreamingResponseAsync(Question, cancellationToken: Token))
        {
            Assert.Equal("a", update.Text);
            break;
        }

        Assert.True(disposed);

        async IAsyncEnumerable<ChatResponseUpdate> Endless()
        {
            try
            {
                await Task.CompletedTask;
                while (true)
                {
                    yield return new ChatResponseUpdate(ChatRole.Assistant, "a");
                }
            }
            finally
            {
                disposed = true;
            }
        }
    }

    [Fact]
    public async Task Answer_WhenTheCallerCancels_SurfacesTheCallersToken()
    {
        using CancellationTokenSource source = new();
        TestChatClient chat = new()
        {
            OnGetResponse = async (_, _, cancellationToken) =>
            {
                await source.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
                return new ChatResponse();
            },
        };
        RagHost host = new() { Chat = chat, Index = new TestDocumentIndex { Hits = [Hits.Of(Evidence)] } };

        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => host.CreateClient().GetResponseAsync(Question, cancellationToken: source.Token));

        Assert.Equal(source.Token, cancelled.CancellationToken);
    }

    [Fact]
    public async Task Answer_WhenTheModelFails_PassesTheErrorOnUnwrapped()
    {
        InvalidOperationException error = new("broken");
        RagHost host = new() { Chat = TestChatClient.Throwing(error), Index = new TestDocumentIndex { Hits = [Hits.Of(Evidence)] } };

        Assert.Same(error, await Assert.ThrowsAsync<InvalidOperationException>(() => host.AskAsync(Question)));
        Assert.Same(error, await Assert.ThrowsAsync<InvalidOperationException>(() => host.StreamAsync(Question)));
    }

    [Fact]
    public async Task Answer_LeavesTheCallersMessagesAndOptionsAlone()
    {
        RagHost host = RagHost.Finding(Hits.Of(Evidence));
        ChatMessage message = new(ChatRole.User, Question);
        List<ChatMessage> messages = [message];
        ChatOptions options = new() { Seed = 5 };

        await host.CreateClient().GetResponseAsync(messages, options, Token);

        Assert.Same(message, Assert.Single(messages));
        Assert.Equal(Question, Assert.IsType<TextContent>(Assert.Single(message.Contents)).Text);
        Assert.Null(options.Temperature);
        Assert.Null(options.MaxOutputTokens);
    }

    [Fact]
    public async Task Answer_PassesTheCallersOptionsOn()
    {
        RagHost host = RagHost.Finding(Hits.Of(Evidence));
        ChatOptions options = new() { Temperature = 0.7f, MaxOutputTokens = 9, Seed = 5, StopSequences = ["\n"] };

        await host.CreateClient().GetResponseAsync(Question, options, Token);

        ChatOptions? passed = Assert.Single(host.Chat.Options);
        Assert.Equal((0.7f, 9, 5L), (passed?.Temperature, passed?.MaxOutputTokens, passed?.Seed));
        Assert.Equal(["\n"], passed?.StopSequences);
    }

    [Fact]
    public async Task Answer_WithoutOptions_IsGreedyAndBounded()
    {
        RagHost host = RagHost.Finding(Hits.Of(Evidence));

        await host.AskAsync(Question);

        ChatOptions? passed = Assert.Single(host.Chat.Options);
        Assert.Equal((0f, host.Answers.MaxOutputTokens), (passed?.Temperature, passed?.MaxOutputTokens));
    }

    [Fact]
    public async Task Request_WithoutAUsersText_IsAClearError()
    {
        List<ChatMessage> messages = [new(ChatRole.System, "Be kind."), new(ChatRole.User, "  ")];

        LocalRagException error = await Assert.ThrowsAsync<LocalRagException>(
            () => RagHost.Finding(Hits.Of(Evidence)).CreateClient().GetResponseAsync(messages, cancellationToken: Token));

        Assert.Contains("no question", error.Problem, StringComparison.Ordinal);
        Assert.NotNull(error.NextStep);
    }

    [Fact]
    public async Task Answer_FromAnEmptyIndex_SaysHowToIngest()
    {
        RagHost host = new() { Index = new TestDocumentIndex { Documents = 0 } };

        ChatResponse response = await host.AskAsync(Question);

        Assert.Contains("localrag ingest PATH", response.Text, StringComparison.Ordinal);
        Assert.Equal(AbstentionReason.EmptyIndex, response.GetRagMetadata()?.Abstention);
        Assert.Empty(host.Chat.Requests);
    }

    [Fact]
    public async Task Answer_WhenAllIsBelowTheFloor_AbstainsWithoutCallingTheModel()
    {
        SearchHit noise = Hits.Of("Bananas are yellow.", cosine: 0.05f);
        RagHost host = RagHost.Finding(noise);

        ChatResponse response = await host.AskAsync("Who won the cup in 1966?");

        RagAnswerMetadata? metadata = response.GetRagMetadata();
        Assert.True(metadata?.Abstained);
        Assert.Equal(AbstentionReason.BelowFloor, metadata?.Abstention);
        Assert.Equal(new DroppedPassage(noise, DropReason.BelowFloor), Assert.Single(metadata!.Dropped));
        Assert.Empty(response.GetCitations());
        Assert.Empty(host.Chat.Requests);
    }

    [Fact]
    public async Task Stream_WhenAllIsBelowTheFloor_AbstainsInTheSameWords()
    {
        RagHost host = RagHost.Finding(Hits.Of("Bananas are yellow.", cosine: 0.05f));

        List<ChatResponseUpdate> updates = await host.StreamAsync("Who won the cup in 1966?");

        Assert.Equal((await host.AskAsync("Who won the cup in 1966?")).Text, updates.ToChatResponse().Text);
        Assert.True(updates[^1].GetRagMetadata()?.Abstained);
        Assert.Empty(host.Chat.Requests);
    }

    [Fact]
    public async Task Answer_WithoutAChatModel_QuotesThePassagesAndSaysWhy()
    {
        RagHost host = new()
        {
            Chat = TestChatClient.Throwing(new ModelUnavailableException("m.gguf", "There is no file m.gguf.", "Run `localrag models pull`.")),
            Index = new TestDocumentIndex { Hits = [Hits.Of(Evidence, title: "Speed")] },
        };

        ChatResponse response = await host.AskAsync(Question);

        Assert.Contains("There is no file m.gguf. Run `localrag models pull`.", response.Text, StringComparison.Ordinal);
        Assert.Contains(Evidence, response.Text, StringComparison.Ordinal);
        CitationAnnotation citation = Assert.Single(response.GetCitations());
        TextSpanAnnotatedRegion region = Assert.IsType<TextSpanAnnotatedRegion>(Assert.Single(citation.AnnotatedRegions!));
        Assert.Equal(Evidence, response.Text[region.StartIndex!.Value..region.EndIndex!.Value]);
        RagAnswerMetadata? metadata = response.GetRagMetadata();
        Assert.True(metadata?.Quoted);
        Assert.Contains("m.gguf", metadata?.Degraded, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_WithoutAChatModel_QuotesTheSame()
    {
        RagHost host = new()
        {
            Chat = TestChatClient.Throwing(new ModelUnavailableException("m.gguf", "There is no file m.gguf.")),
            Index = new TestDocumentIndex { Hits = [Hits.Of(Evidence)] },
        };

        List<ChatResponseUpdate> updates = await host.StreamAsync(Question);

        Assert.Equal((await host.AskAsync(Question)).Text, updates.ToChatResponse().Text);
        Assert.True(updates[^1].GetRagMetadata()?.Quoted);
        Assert.Single(updates[^1].GetCitations());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public async Task Answer_WhenTheModelWritesNothing_QuotesThePassages(string nothing)
    {
        RagHost host = new() { Chat = TestChatClient.Answering(nothing), Index = new TestDocumentIndex { Hits = [Hits.Of(Evidence)] } };

        Assert.True((await host.AskAsync(Question)).GetRagMetadata()?.Quoted);
        Assert.True((await host.StreamAsync(Question)).ToChatResponse().GetRagMetadata()?.Quoted);
    }

    [Fact]
    public async Task Answer_WithoutAnEmbeddingModel_IsFoundByWordsAndSaysSo()
    {
        RagHost host = RagHost.Finding(Hits.Of(Evidence, cosine: null));
        host.Embeddings.OnGenerate = _ => throw new ModelUnavailableException("minilm", "There is no model minilm.");

        ChatResponse response = await host.AskAsync(Question);

        Assert.Null(Assert.Single(host.Index.Queries).Embedding);
        Assert.Contains("minilm", response.GetRagMetadata()?.Degraded, StringComparison.Ordinal);
        Assert.Single(response.GetCitations());
    }

    [Fact]
    public async Task Answer_TellsWhatWasRetrievedUsedAndDropped()
    {
        SearchHit best = Hits.Of(Evidence, document: "/a", tokens: 150);
        SearchHit tooLong = Hits.Of("Decode needs bandwidth, and a lot of it.", document: "/b", tokens: 150, score: 0.5);
        RagHost host = RagHost.Finding(best, tooLong);
        host.Retrieval.ContextTokens = 200;

        RagAnswerMetadata metadata = (await host.AskAsync(Question)).GetRagMetadata()!;

        Assert.Equal([best, tooLong], metadata.Retrieved);
        Assert.Same(best, Assert.Single(Assert.Single(metadata.Used).Hits));
        Assert.Equal(new DroppedPassage(tooLong, DropReason.Budget), Assert.Single(metadata.Dropped));
        Assert.Equal(7, metadata.IndexVersion);
    }

    [Fact]
    public async Task Answer_ThatAnotherLayerKeeps_IsNotChanged()
    {
        ChatResponse kept = new(new ChatMessage(ChatRole.Assistant, "Decode is limited by memory bandwidth."));
        TestChatClient chat = new() { OnGetResponse = (_, _, _) => Task.FromResult(kept) };
        RagHost host = new() { Chat = chat, Index = new TestDocumentIndex { Hits = [Hits.Of(Evidence)] } };

        ChatResponse response = await host.AskAsync(Question);

        Assert.NotSame(kept, response);
        Assert.Single(kept.Messages[0].Contents);
        Assert.Null(kept.AdditionalProperties);
    }

    [Fact]
    public async Task Answer_WithAToolCall_IsPassedOnAsItIs()
    {
        TestChatClient chat = new()
        {
            OnGetResponse = (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "clock")]))),
        };
        RagHost host = new() { Chat = chat, Index = new TestDocumentIndex { Hits = [Hits.Of(Evidence)] } };

        ChatResponse response = await host.AskAsync(Question);

        Assert.Contains(response.Messages[0].Contents, content => content is FunctionCallContent);
        Assert.False(response.GetRagMetadata()?.Quoted);
    }

    [Fact]
    public void GetService_ReachesTheModelAndTheRetriever()
    {
        RagHost host = new();
        RagChatClient client = host.CreateClient();

        Assert.Same(client, client.GetService<RagChatClient>());
        Assert.Same(host.Chat.Metadata, client.GetService<ChatClientMetadata>());
        Assert.Same(host.Chat, client.GetService<TestChatClient>());
        Assert.Same(host.Index, client.GetService<IDocumentIndex>());
        Assert.Null(client.GetService(typeof(RagChatClient), "key"));
    }

    [Fact]
    public void Dispose_LeavesTheModelAlone()
    {
        RagHost host = new();

        host.CreateClient().Dispose();

        Assert.False(host.Chat.Disposed);
    }

    [Fact]
    public async Task Answers_ManyAtOnce_DoNotMix()
    {
        TestChatClient chat = new()
        {
            OnGetResponse = async (messages, _, _) =>
            {
                await Task.Yield();
                return new ChatResponse(new ChatMessage(ChatRole.Assistant, messages.Last().Text));
            },
        };
        RagHost host = new() { Chat = chat, Index = new TestDocumentIndex { OnSearch = (query, _) => Task.FromResult<IReadOnlyList<SearchHit>>([Hits.Of(query.Text)]) } };
        RagChatClient client = host.CreateClient();

        ChatResponse[] responses = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => client.GetResponseAsync($"What is number {i}?", cancellationToken: Token)));

        Assert.All(responses.Index(), item => Assert.Equal($"What is number {item.Index}?", item.Item.GetRagMetadata()?.Used.Single().Text));
    }
}
