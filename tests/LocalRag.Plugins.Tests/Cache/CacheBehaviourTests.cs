using LocalRag.Answers;
using LocalRag.Measurement;
using LocalRag.Plugins.Cache;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace LocalRag.Plugins.Tests;

public sealed class CacheBehaviourTests
{
    private static readonly ChatOptions s_greedy = new() { Temperature = 0 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_with_the_same_request_share_one_computation()
    {
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TestChatClient inner = new()
        {
            OnGetResponse = async (_, _, _) =>
            {
                entered.TrySetResult();
                await release.Task;
                return TestChatClient.Respond("shared");
            },
        };
        using IChatClient cache = Generation(inner);
        Task<ChatResponse> first = cache.GetResponseAsync("What?", s_greedy, Token);
        await entered.Task;

        Task<ChatResponse>[] others = [.. Enumerable.Range(0, 16).Select(_ => cache.GetResponseAsync("What?", s_greedy, Token))];
        Task<ChatResponse> streamed = cache.GetStreamingResponseAsync("What?", s_greedy, Token).ToChatResponseAsync(Token);
        release.SetResult();

        Assert.All(await Task.WhenAll([first, streamed, .. others]), response => Assert.Equal("shared", response.Text));
        Assert.Single(inner.Requests);
    }

    [Fact]
    public async Task When_the_caller_that_computes_leaves_another_one_computes()
    {
        TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        TestChatClient inner = new()
        {
            OnGetResponse = async (_, _, token) =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    entered.SetResult();
                    await new TaskCompletionSource().Task.WaitAsync(token);
                }

                return TestChatClient.Respond("computed by the second");
            },
        };
        using IChatClient cache = Generation(inner);
        using CancellationTokenSource leaves = new();
        Task<ChatResponse> first = cache.GetResponseAsync("What?", s_greedy, leaves.Token);
        await entered.Task;
        Task<ChatResponse> second = cache.GetResponseAsync("What?", s_greedy, Token);

        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("computed by the second", (await second).Text);
    }

    [Fact]
    public async Task However_long_an_answer_takes_nobody_else_computes_it()
    {
        FakeTimeProvider time = new();
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TestChatClient inner = new()
        {
            OnGetResponse = async (_, _, _) =>
            {
                await release.Task;
                return TestChatClient.Respond("slow");
            },
        };
        using IChatClient cache = Generation(inner, time);
        Task<ChatResponse> first = cache.GetResponseAsync("What?", s_greedy, Token);
        Task<ChatResponse> second = cache.GetResponseAsync("What?", s_greedy, Token);

        for (int minute = 0; minute < 10; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        release.SetResult();
        Assert.All(await Task.WhenAll(first, second), response => Assert.Equal("slow", response.Text));
        Assert.Single(inner.Requests);
    }

    [Fact]
    public async Task A_reader_that_stops_reading_does_not_hold_up_the_others_for_ever()
    {
        FakeTimeProvider time = new();
        TestChatClient inner = TestChatClient.Answering("an answer of several words");
        using IChatClient cache = Generation(inner, time);
        await using IAsyncEnumerator<ChatResponseUpdate> stopped = cache.GetStreamingResponseAsync("What?", s_greedy, Token).GetAsyncEnumerator(Token);
        Assert.True(await stopped.MoveNextAsync());

        Task<ChatResponse> second = cache.GetResponseAsync("What?", s_greedy, Token);
        while (!second.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Equal("an answer of several words", (await second).Text);
        Assert.Equal(2, inner.Requests.Count);
    }

    [Fact]
    public async Task A_request_can_pass_the_cache_by_or_renew_what_it_holds()
    {
        int calls = 0;
        TestChatClient inner = new() { OnGetResponse = (_, _, _) => Task.FromResult(TestChatClient.Respond($"answer {++calls}")) };
        using IChatClient cache = Generation(inner);

        Assert.Equal("answer 1", await AskAsync(cache, null));
        Assert.Equal("answer 1", await AskAsync(cache, null));
        Assert.Equal("answer 2", await AskAsync(cache, "bypass"));
        Assert.Equal("answer 1", await AskAsync(cache, null));
        Assert.Equal("answer 3", await AskAsync(cache, CacheUse.Refresh));
        Assert.Equal("answer 3", await AskAsync(cache, null));
        await Assert.ThrowsAsync<LocalRagException>(() => AskAsync(cache, "sometimes"));
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task A_response_that_was_cut_off_is_not_kept(string reason)
    {
        TestChatClient inner = new()
        {
            OnGetResponse = (_, _, _) =>
            {
                ChatResponse response = TestChatClient.Respond("half an");
                response.FinishReason = new ChatFinishReason(reason);
                return Task.FromResult(response);
            },
        };
        using IChatClient cache = Generation(inner);

        await AskAsync(cache, null);
        await AskAsync(cache, null);

        Assert.Equal(2, inner.Requests.Count);
    }

    [Fact]
    public async Task A_stream_that_its_reader_left_is_not_kept()
    {
        TestChatClient inner = TestChatClient.Answering("an answer of several words");
        using IChatClient cache = Generation(inner);
        await foreach (ChatResponseUpdate update in cache.GetStreamingResponseAsync("What?", s_greedy, Token))
        {
            Assert.NotEmpty(update.Text);
            break;
        }

        ChatResponse whole = await cache.GetStreamingResponseAsync("What?", s_greedy, Token).ToChatResponseAsync(Token);

        Assert.Equal("an answer of several words", whole.Text);
        Assert.Equal(2, inner.Requests.Count);
    }

    [Fact]
    public async Task An_answer_without_its_engine_is_not_kept()
    {
        await using PluginTestHost host = await CacheTestHost.StartAsync();
        IChatClient answers = CacheTestHost.Answers(host);
        Func<IEnumerable<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>> works = host.Chat.OnGetResponse;
        host.Chat.OnGetResponse = (_, _, _) => throw new ModelUnavailableException("none", "There is no model.");
        Assert.NotNull((await answers.GetResponseAsync("What is the answer?", cancellationToken: Token)).GetRagMetadata()?.Degraded);

        host.Chat.OnGetResponse = works;
        ChatResponse answer = await answers.GetResponseAsync("What is the answer?", cancellationToken: Token);

        Assert.Equal("The answer has a few words.", answer.Text);
    }

    [Fact]
    public async Task Every_level_counts_its_hits_and_misses()
    {
        await using PluginTestHost host = await CacheTestHost.StartAsync();
        IChatClient answers = CacheTestHost.Answers(host);
        using MeterCollector meters = new();
        await answers.GetResponseAsync("What is the answer?", cancellationToken: Token);
        await answers.GetResponseAsync("What is the answer?", cancellationToken: Token);

        string[] lookups =
        [
            .. meters.Read().Where(reading => reading.Name == "localrag.cache.lookups").Select(reading => $"{reading.Sum} {reading.Tags}"),
        ];

        // Other tests count in the same process, so there may be more.
        Assert.All(["query", "embedding", "retrieval", "generation"], level => Assert.Contains(lookups, line => line.EndsWith($"={level} localrag.cache.result=miss", StringComparison.Ordinal)));
        Assert.Contains(lookups, line => line.EndsWith("=query localrag.cache.result=hit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Random_sampling_is_not_kept_unless_asked_for()
    {
        TestChatClient inner = new();
        using IChatClient cache = Generation(inner);
        using IChatClient keeps = Generation(inner, ("KeepRandom", "true"));
        ChatOptions random = new() { Temperature = 1 };

        await cache.GetResponseAsync("What?", random, Token);
        await cache.GetResponseAsync("What?", random, Token);
        Assert.Equal(2, inner.Requests.Count);

        await keeps.GetResponseAsync("What?", random, Token);
        await keeps.GetResponseAsync("What?", random, Token);
        Assert.Equal(3, inner.Requests.Count);
    }

    /// <summary>Each of these requests differs from the first in one thing.</summary>
    [Fact]
    public async Task Everything_that_a_request_says_is_in_the_key()
    {
        TestChatClient inner = new();
        using IChatClient cache = Generation(inner, ("KeepRandom", "true"), ("GenerationEntries", "1000"));
        List<ChatMessage> question = [new(ChatRole.User, "What?")];
        (List<ChatMessage> Messages, ChatOptions? Options)[] requests =
        [
            (question, null),
            ([new(ChatRole.User, "What? ")], null),
            ([new(ChatRole.System, "What?")], null),
            ([new(ChatRole.User, "Wh"), new(ChatRole.User, "at?")], null),
            ([new(ChatRole.User, [new TextContent("Wh"), new TextContent("at?")])], null),
            ([new(ChatRole.User, "Who?"), new(ChatRole.Assistant, "I."), new(ChatRole.User, "What?")], null),
            ([new(ChatRole.User, "What?") { AuthorName = "me" }], null),
            (question, new ChatOptions { Temperature = 0 }),
            (question, new ChatOptions { TopP = 0 }),
            (question, new ChatOptions { TopK = 0 }),
            (question, new ChatOptions { Seed = 0 }),
            (question, new ChatOptions { MaxOutputTokens = 7 }),
            (question, new ChatOptions { FrequencyPenalty = 1 }),
            (question, new ChatOptions { PresencePenalty = 1 }),
            (question, new ChatOptions { Instructions = "Be brief." }),
            (question, new ChatOptions { ModelId = "another" }),
            (question, new ChatOptions { StopSequences = ["a", "b"] }),
            (question, new ChatOptions { StopSequences = ["ab"] }),
            (question, new ChatOptions { AllowMultipleToolCalls = false }),
            (question, new ChatOptions { ResponseFormat = ChatResponseFormat.Text }),
            (question, new ChatOptions { ResponseFormat = ChatResponseFormat.Json }),
            (question, new ChatOptions { AdditionalProperties = new() { ["user"] = "ann" } }),
            (question, new ChatOptions { AdditionalProperties = new() { ["user"] = "bob" } }),
            (question, new ChatOptions { AdditionalProperties = new() { ["min_p"] = 1 } }),
            (question, new ChatOptions { AdditionalProperties = new() { ["min_p"] = "1" } }),
        ];

        foreach ((List<ChatMessage> messages, ChatOptions? options) in requests.Concat(requests))
        {
            await cache.GetResponseAsync(messages, options, Token);
        }

        Assert.Equal(requests.Length, inner.Requests.Count);
    }

    [Fact]
    public async Task Everything_that_a_search_is_for_is_in_the_key()
    {
        TestDocumentIndex index = new();
        TestRetriever inner = new() { OnRetrieve = (_, _) => Task.FromResult(new RetrievalResult([], index.Version)) };
        using IRetriever cache = new TestPluginBuilder().With(new CachePlugin()).BuildRetrieval(inner);
        DateTimeOffset day = DateTimeOffset.UnixEpoch;
        RetrievalQuery[] queries =
        [
            new("What?"), new("Who?"), new("What?", 1), new("What?", 2), new("What?", IdPrefix: "/a"), new("What?", IdPrefix: "/b"),
            new("What?") { Filter = new DocumentFilter("text/html") }, new("What?") { Filter = new DocumentFilter("text/plain") },
            new("What?") { Filter = new DocumentFilter(IngestedFrom: day) }, new("What?") { Filter = new DocumentFilter(IngestedBefore: day) },
        ];

        foreach (RetrievalQuery query in queries.Concat(queries))
        {
            await cache.RetrieveAsync(query, Token);
        }

        Assert.Equal(queries, inner.Queries);
    }

    [Fact]
    public void Every_option_there_is_was_thought_of()
    {
        // A new option that the key does not hold would make wrong hits: add it to ChatKey, then here.
        Assert.Equal(
            [
                "AdditionalProperties", "AllowBackgroundResponses", "AllowMultipleToolCalls", "ContinuationToken", "ConversationId", "FrequencyPenalty",
                "Instructions", "MaxOutputTokens", "ModelId", "PresencePenalty", "RawRepresentationFactory", "Reasoning", "ResponseFormat", "Seed",
                "StopSequences", "Temperature", "ToolMode", "Tools", "TopK", "TopP",
            ],
            typeof(ChatOptions).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["AdditionalProperties", "Dimensions", "ModelId", "RawRepresentationFactory"],
            typeof(EmbeddingGenerationOptions).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Cache", "Filter", "IdPrefix", "Limit", "Text"],
            typeof(RetrievalQuery).GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_hit_says_so_and_streams_with_its_citations_and_metadata()
    {
        await using PluginTestHost host = await CacheTestHost.StartAsync();
        IChatClient answers = CacheTestHost.Answers(host);
        ChatResponse computed = await answers.GetStreamingResponseAsync("What is the answer?", cancellationToken: Token).ToChatResponseAsync(Token);
        int calls = host.Chat.Requests.Count;

        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in answers.GetStreamingResponseAsync("What is the answer?", cancellationToken: Token))
        {
            updates.Add(update);
        }

        ChatResponse hit = updates.ToChatResponse();
        Assert.Equal(calls, host.Chat.Requests.Count);
        Assert.Equal(computed.Text, hit.Text);
        Assert.Equal(computed.GetCitations().Select(citation => citation.Snippet), hit.GetCitations().Select(citation => citation.Snippet));
        Assert.True(updates.Count > 1);
        Assert.Equal("query", updates[^1].AdditionalProperties?[CacheControl.HitKey]);
        Assert.Equal("What is the answer?", updates[^1].GetRagMetadata()?.Question);
        Assert.Equal(computed.Usage?.InputTokenCount, hit.Usage?.InputTokenCount);
        Assert.Null(CachedResponse.FindEvidence(TestChatClient.Respond("none")));
    }

    [Fact]
    public async Task Only_texts_that_nobody_has_embedded_reach_the_model()
    {
        TestEmbeddingGenerator inner = new();
        using IEmbeddingGenerator<string, Embedding<float>> cache = new TestPluginBuilder().With(new CachePlugin()).BuildEmbeddings(inner);

        await cache.GenerateAsync(["a", "b", "a"], null, Token);
        await cache.GenerateAsync(["b", "c"], null, Token);

        Assert.Equal(["a", "b", "c"], inner.Texts);
    }

    private static IChatClient Generation(IChatClient inner, params (string Key, string? Value)[] settings) =>
        new TestPluginBuilder(settings).With(new CachePlugin()).BuildChat(inner);

    private static IChatClient Generation(IChatClient inner, TimeProvider time)
    {
        TestPluginBuilder builder = new();
        builder.Services.AddSingleton(time);
        return builder.With(new CachePlugin()).BuildChat(inner);
    }

    private static async Task<string> AskAsync(IChatClient cache, object? use)
    {
        ChatOptions options = new() { Temperature = 0 };
        if (use is not null)
        {
            options.AdditionalProperties = new() { [CacheControl.UseKey] = use };
        }

        return (await cache.GetResponseAsync("What?", options, Token)).Text;
    }
}
