using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LocalRag.Testing;

/// <summary>What a layer of the Chat pipeline must hold to. Derive one class for each layer.</summary>
public abstract class ChatLayerConformanceTests : LayerConformanceTests<IChatClient>
{
    /// <summary>Gets a value indicating whether a streamed call asks the client inside for a whole response, so that there is no stream inside to be disposed.</summary>
    /// <value>The default is false.</value>
    protected virtual bool BuffersStreams => false;

    private protected sealed override IReadOnlyList<LayerCall<IChatClient>> Calls { get; } =
    [
        new("GetResponseAsync", async (client, question, token) => (await client.GetResponseAsync(question, cancellationToken: token)).Text),
        new("GetStreamingResponseAsync", async (client, question, token) => await ReadAsync(client.GetStreamingResponseAsync(question, cancellationToken: token))),
    ];

    /// <summary>A streamed answer is the same text as one that is not.</summary>
    [Fact]
    public async Task Streamed_text_equals_the_text_that_is_not_streamed()
    {
        Assert.Equal(await AnswerAloneAsync(Calls[0], "What is one and one?"), await AnswerAloneAsync(Calls[1], "What is one and one?"));
    }

    /// <summary>Neither the caller's list nor a message in it is changed.</summary>
    [Fact]
    public async Task Messages_of_the_caller_are_not_changed()
    {
        using IChatClient layer = CreateChecked(CreateInner());
        List<ChatMessage> messages = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "What is one and one?")];
        string before = ToJson(messages);

        await layer.GetResponseAsync(messages, cancellationToken: Token);
        await ReadAsync(layer.GetStreamingResponseAsync(messages, cancellationToken: Token));

        Assert.Equal(before, ToJson(messages));
    }

    /// <summary>The caller's options are not changed: a layer that wants others works on a clone.</summary>
    [Fact]
    public async Task Options_of_the_caller_are_not_changed()
    {
        using IChatClient layer = CreateChecked(CreateInner());
        ChatOptions options = new()
        {
            Temperature = 0.25f,
            StopSequences = ["END"],
            Tools = [AIFunctionFactory.Create(() => "now", "clock")],
            AdditionalProperties = new AdditionalPropertiesDictionary { ["mark"] = "of the caller" },
        };
        string before = Describe(options);

        await layer.GetResponseAsync("What is one and one?", options, Token);
        await ReadAsync(layer.GetStreamingResponseAsync("What is one and one?", options, Token));

        Assert.Equal(before, Describe(options));
    }

    /// <summary>A reader that leaves a stream early ends the stream inside too.</summary>
    [Fact]
    public async Task Stream_that_is_left_early_disposes_the_stream_inside()
    {
        if (BuffersStreams)
        {
            Assert.Skip($"{nameof(BuffersStreams)}: there is no stream inside.");
        }

        TaskCompletionSource disposed = new();
        TestChatClient inner = new() { OnGetStreamingResponse = (_, _, token) => StreamAsync(disposed, token) };
        using IChatClient layer = Create(inner);

        await TakeFirstAsync(layer, "left early");

        Assert.True(disposed.Task.IsCompleted, "The enumerator of the stream inside was not disposed.");
    }

    /// <summary>After a stream was left early, the same question gets its whole answer.</summary>
    [Fact]
    public async Task Stream_that_is_left_early_is_not_remembered()
    {
        using IChatClient layer = CreateChecked(CreateInner());

        await TakeFirstAsync(layer, "left early");
        string answer = await InvokeAsync(Calls[1], layer, "left early");

        Assert.Equal(await AnswerAloneAsync(Calls[1], "left early"), answer);
    }

    /// <summary>A stream that breaks in the middle gives the reader that exception, and is not taken for a whole answer afterwards.</summary>
    [Fact]
    public async Task Stream_that_breaks_is_not_taken_for_a_whole_one()
    {
        InvalidOperationException thrown = new("thrown in the middle of the stream");
        TestChatClient inner = new() { OnGetStreamingResponse = (_, _, _) => BreakAsync(thrown), OnGetResponse = (_, _, _) => Task.FromException<ChatResponse>(thrown) };
        using IChatClient layer = Create(inner);

        Exception? caught = await Record.ExceptionAsync(() => InvokeAsync(Calls[1], layer, "broken"));
        (inner.OnGetStreamingResponse, inner.OnGetResponse) = ((_, _, _) => TestChatClient.Stream("a whole answer"), (_, _, _) => Task.FromResult(TestChatClient.Respond("a whole answer")));
        string answer = await InvokeAsync(Calls[1], layer, "broken");

        Assert.Same(thrown, caught);
        using IChatClient alone = Create(TestChatClient.Answering("a whole answer"));
        Assert.Equal(await InvokeAsync(Calls[1], alone, "broken"), answer);
    }

    /// <summary>What a caller does to a response has no effect on the next one.</summary>
    [Fact]
    public async Task Response_that_the_caller_changes_is_not_given_out_again()
    {
        using IChatClient layer = CreateChecked(CreateInner());
        ChatResponse first = await layer.GetResponseAsync("asked twice", cancellationToken: Token);
        string text = first.Text;

        first.Messages.Clear();
        ChatResponse second = await layer.GetResponseAsync("asked twice", cancellationToken: Token);

        Assert.Equal(text, second.Text);
    }

    /// <summary>A conversation without messages is the business of the client inside.</summary>
    [Fact]
    public async Task Empty_conversation_is_passed_on()
    {
        InnerService<IChatClient> inner = CreateInner();
        using IChatClient layer = CreateChecked(inner);

        Assert.NotNull(await layer.GetResponseAsync([], cancellationToken: Token));
        await ReadAsync(layer.GetStreamingResponseAsync([], cancellationToken: Token));

        Assert.True(inner.Calls > 0, "The client inside was not called.");
    }

    /// <summary>A client inside that says nothing is no error.</summary>
    [Fact]
    public async Task Empty_answer_is_passed_on()
    {
        TestChatClient inner = new() { OnGetResponse = (_, _, _) => Task.FromResult(new ChatResponse()), OnGetStreamingResponse = (_, _, _) => AsyncEnumerable.Empty<ChatResponseUpdate>() };
        using IChatClient layer = Create(inner);

        Assert.NotNull(await layer.GetResponseAsync("Is anybody there?", cancellationToken: Token));
        Assert.NotNull(await ReadAsync(layer.GetStreamingResponseAsync("Is anybody there?", cancellationToken: Token)));
    }

    /// <summary>Makes a new layer around a client; called many times in a test class.</summary>
    protected abstract IChatClient CreateLayer(IChatClient inner);

    private protected sealed override IChatClient Create(IChatClient inner) => CreateLayer(inner);

    private protected override InnerService<IChatClient> CreateInner()
    {
        InnerService<IChatClient> inner = new();
        TestChatClient client = new()
        {
            OnGetResponse = async (messages, _, token) =>
            {
                await inner.EnterAsync(token);
                return Respond(Question(messages));
            },
            OnGetStreamingResponse = (messages, _, token) => StreamAsync(inner, Question(messages), token),
        };
        (inner.Service, inner.Disposed, inner.Forget) = (client, () => client.Disposed, client.Forget);
        return inner;
    }

    private protected sealed override object? GetService(IChatClient service, Type serviceType, object? serviceKey) => service.GetService(serviceType, serviceKey);

    private protected virtual ChatResponse Respond(string question) => TestChatClient.Respond(Answer(question));

    private protected virtual IAsyncEnumerable<ChatResponseUpdate> Stream(string question) => TestChatClient.Stream(Answer(question));

    private protected static string Answer(string question) => $"The answer to \"{question}\" has a few words.";

    private protected static async Task<string> ReadAsync(IAsyncEnumerable<ChatResponseUpdate> updates)
    {
        StringBuilder text = new();
        await foreach (ChatResponseUpdate update in updates)
        {
            text.Append(update.Text);
        }

        return text.ToString();
    }

    private static string Question(IEnumerable<ChatMessage> messages) => messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? string.Empty;

    private static string ToJson(List<ChatMessage> messages) => JsonSerializer.Serialize(messages, AIJsonUtilities.DefaultOptions);

    private static string Describe(ChatOptions options) =>
        $"{JsonSerializer.Serialize(options, AIJsonUtilities.DefaultOptions)} tools: {string.Join(", ", options.Tools?.Select(tool => tool.Name) ?? [])}";

    private static async Task TakeFirstAsync(IChatClient layer, string question)
    {
        await foreach (ChatResponseUpdate update in layer.GetStreamingResponseAsync(question, cancellationToken: Token))
        {
            Assert.NotNull(update);
            break;
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        InnerService<IChatClient> inner, string question, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await inner.EnterAsync(cancellationToken);
        await foreach (ChatResponseUpdate update in Stream(question))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return update;
        }
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(TaskCompletionSource disposed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ChatResponseUpdate update in TestChatClient.Stream("a stream of some words").WithCancellation(cancellationToken))
            {
                yield return update;
            }
        }
        finally
        {
            disposed.TrySetResult();
        }
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> BreakAsync(Exception exception)
    {
        await Task.CompletedTask;
        yield return new ChatResponseUpdate(ChatRole.Assistant, "half an ");
        throw exception;
    }
}
