using System.Diagnostics;
using System.Runtime.CompilerServices;
using LocalRag.Retrieval;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag.Answers;

/// <summary>Answers the last user message from the documents: finds passages, asks the chat model, cites what the answer rests on.</summary>
/// <remarks>
/// The text streams as the model writes it. Citations and <see cref="RagAnswerMetadata"/> come with a last, empty text, because they can only be
/// known then; a response that is not streamed has the same shape. Safe for any number of requests at the same time.
/// </remarks>
internal sealed partial class RagChatClient(
    IChatClient chat,
    IRetriever retriever,
    IDocumentIndex index,
    IOptionsMonitor<AnswersOptions> answersOptions,
    IOptionsMonitor<RetrievalOptions> retrievalOptions,
    TimeProvider timeProvider,
    ILogger<RagChatClient> logger) : IChatClient
{
    private const string EmptyAnswer = "The chat model wrote nothing.";

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using Activity? activity = AnswerActivity.Start();
        AnswerTurn turn = await PrepareAsync(messages, options, cancellationToken);
        turn.Activity = activity;
        if (turn.Abstention != AbstentionReason.None)
        {
            return FixedReply.Abstain(turn).ToResponse();
        }

        ChatResponse inner;
        try
        {
            inner = await chat.GetResponseAsync(turn.Prompt, turn.Options, cancellationToken);
        }
        catch (ModelUnavailableException unavailable)
        {
            return Quote(turn, NoModel(unavailable)).ToResponse();
        }

        turn.Clock.Generated();
        string answer = inner.Text;
        if (string.IsNullOrWhiteSpace(answer) && !inner.Messages.Any(HasMoreThanText))
        {
            return Quote(turn, EmptyAnswer).ToResponse();
        }

        return Complete(turn, inner, answer);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using Activity? activity = AnswerActivity.Start();
        AnswerTurn turn = await PrepareAsync(messages, options, cancellationToken);
        turn.Activity = activity;
        StreamedAnswer streamed = new();
        if (turn.Abstention != AbstentionReason.None)
        {
            foreach (ChatResponseUpdate update in FixedReply.Abstain(turn).ToUpdates(streamed))
            {
                yield return update;
            }

            yield break;
        }

        string? noModel = null;
        await using (IAsyncEnumerator<ChatResponseUpdate> updates =
            StreamAsync(turn, cancellationToken).GetAsyncEnumerator(cancellationToken))
        {
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync())
                    {
                        break;
                    }
                }
                catch (ModelUnavailableException unavailable) when (streamed.IsEmpty)
                {
                    noModel = NoModel(unavailable);
                    break;
                }

                if (streamed.Add(updates.Current))
                {
                    turn.Clock.FirstToken();
                }

                yield return updates.Current;
            }
        }

        turn.Clock.Generated();
        noModel ??= streamed.IsEmpty ? EmptyAnswer : null;
        if (noModel is null)
        {
            yield return streamed.Close(Annotate(turn, streamed.Text, streamed.PromptTokens, streamed.IsApproximate, out RagAnswerMetadata metadata), metadata);
            yield break;
        }

        foreach (ChatResponseUpdate update in Quote(turn, noModel).ToUpdates(streamed))
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        // The retriever that it searches with, and not one inside that: whoever asks wants to find what the answers find.
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this
            : serviceKey is null && serviceType == typeof(IRetriever) ? retriever
            : chat.GetService(serviceType, serviceKey) ?? retriever.GetService(serviceType, serviceKey);
    }

    public void Dispose()
    {
        // The pipelines behind it belong to the container.
    }

    private async Task<AnswerTurn> PrepareAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        StageClock clock = new(timeProvider);
        AnswersOptions settings = answersOptions.CurrentValue;
        Conversation conversation = Conversation.Read(messages, settings);
        Task prefetch = settings.PrefetchHead ? PrefetchAsync(PromptWriter.WriteHead(conversation, settings), cancellationToken) : Task.CompletedTask;
        string searchText = FollowUp.SearchText(conversation.Question, conversation.EarlierQuestions);
        RetrievalResult retrieval = await retriever.RetrieveAsync(new RetrievalQuery(searchText) { Cache = CacheControl.Read(options?.AdditionalProperties) }, cancellationToken);
        clock.Retrieved(retrieval.EmbeddingTime);
        ContextSelection context = ContextSelector.Select(searchText, retrieval.Hits, retrievalOptions.CurrentValue);
        await prefetch;
        AbstentionReason abstention = context.Used.Count > 0 ? AbstentionReason.None
            : retrieval.Hits.Count > 0 ? AbstentionReason.BelowFloor
            : (await index.GetSummaryAsync(cancellationToken)).Documents > 0 ? AbstentionReason.NothingFound
            : AbstentionReason.EmptyIndex;
        ChatOptions own = options?.Clone() ?? new ChatOptions();
        own.Temperature ??= settings.Temperature;
        own.MaxOutputTokens ??= settings.MaxOutputTokens;
        AnswerTurn turn = new()
        {
            Conversation = conversation,
            SearchText = searchText,
            Retrieval = retrieval,
            Context = context,
            Settings = settings,
            Clock = clock,
            Abstention = abstention,
            Prompt = abstention == AbstentionReason.None ? PromptWriter.Write(conversation, context, settings) : [],
            Options = own,
        };
        clock.Prompted();
        LogPrepared(retrieval.Hits.Count, context.Used.Count, abstention);
        return turn;
    }

    /// <summary>Lets the engine begin with what is known of the prompt. It is only a head start: what goes wrong in it shows in the request itself.</summary>
    private async Task PrefetchAsync(List<ChatMessage> head, CancellationToken cancellationToken)
    {
        if (chat.GetService(typeof(IPromptPrefetch)) is not IPromptPrefetch engine)
        {
            return;
        }

        try
        {
            await engine.PrefetchAsync(head, cancellationToken);
        }
        catch (LocalRagException exception)
        {
            LogNotPrefetched(exception.Message);
        }
    }

    /// <summary>Streams from the model; a client that throws when it is called, rather than when it is read, then throws when it is read.</summary>
    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(AnswerTurn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ChatResponseUpdate update in chat.GetStreamingResponseAsync(turn.Prompt, turn.Options, cancellationToken))
        {
            yield return update;
        }
    }

    private FixedReply Quote(AnswerTurn turn, string why)
    {
        LogQuoting(why);
        return FixedReply.Quote(turn, why);
    }

    /// <summary>Returns a copy of the model's response with citations: the response itself may be in a cache.</summary>
    private static ChatResponse Complete(AnswerTurn turn, ChatResponse inner, string answer)
    {
        TextContent closing = Annotate(turn, answer, inner.Usage?.InputTokenCount, StreamedAnswer.IsApproximated(inner.Usage), out RagAnswerMetadata metadata);
        List<ChatMessage> messages = [.. inner.Messages];
        ChatMessage last = messages[^1].Clone();
        last.Contents = [.. last.Contents, closing];
        messages[^1] = last;
        return new ChatResponse(messages)
        {
            ResponseId = inner.ResponseId,
            ConversationId = inner.ConversationId,
            ModelId = inner.ModelId,
            CreatedAt = inner.CreatedAt,
            FinishReason = inner.FinishReason,
            Usage = inner.Usage,
            RawRepresentation = inner.RawRepresentation,
            AdditionalProperties = new AdditionalPropertiesDictionary(inner.AdditionalProperties ?? [])
            {
                [RagResponseExtensions.MetadataKey] = metadata,
            },
        };
    }

    private static TextContent Annotate(AnswerTurn turn, string answer, long? promptTokens, bool isApproximate, out RagAnswerMetadata metadata)
    {
        Grounding grounding = turn.Ground(answer);
        metadata = turn.Describe(grounding, promptTokens, isApproximate);
        return grounding.ToContent();
    }

    private static bool HasMoreThanText(ChatMessage message) =>
        message.Contents.Any(content => content is not (TextContent or UsageContent or TextReasoningContent));

    private static string NoModel(ModelUnavailableException unavailable) => $"There is no chat model to write an answer: {unavailable.Message}";

    [LoggerMessage(Level = LogLevel.Debug, Message = "Found {Found} passages, {Used} pieces go into the prompt (abstention: {Abstention})")]
    private partial void LogPrepared(int found, int used, AbstentionReason abstention);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The beginning of the prompt was not processed ahead: {Why}")]
    private partial void LogNotPrefetched(string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answering with passages word for word: {Why}")]
    private partial void LogQuoting(string why);
}
