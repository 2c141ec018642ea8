using Microsoft.Extensions.AI;

namespace LocalRag.Testing;

/// <summary>A chat client that does what a test says, and remembers what it was asked. It may be called from any thread.</summary>
public sealed class TestChatClient : IChatClient
{
    private readonly Lock _lock = new();
    private readonly List<IReadOnlyList<ChatMessage>> _requests = [];
    private readonly List<ChatOptions?> _options = [];

    /// <summary>Gets or sets what answers a call that is not streamed.</summary>
    /// <value>The default answers <c>test</c>.</value>
    public Func<IEnumerable<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>> OnGetResponse { get; set; } = (_, _, _) => Task.FromResult(Respond("test"));

    /// <summary>Gets or sets what answers a call that is streamed.</summary>
    /// <value>The default answers <c>test</c>.</value>
    public Func<IEnumerable<ChatMessage>, ChatOptions?, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> OnGetStreamingResponse { get; set; } = (_, _, _) => Stream("test");

    /// <summary>Gets the messages of each call so far.</summary>
    public IReadOnlyList<IReadOnlyList<ChatMessage>> Requests => Copy(_requests);

    /// <summary>Gets the options of each call so far.</summary>
    public IReadOnlyList<ChatOptions?> Options => Copy(_options);

    /// <summary>Gets a value indicating whether it was disposed.</summary>
    public bool Disposed { get; private set; }

    /// <summary>Gets the metadata that it gives out as a service.</summary>
    public ChatClientMetadata Metadata { get; } = new("test", defaultModelId: "test-model");

    /// <summary>Returns a client that answers this text, in words when it is streamed.</summary>
    public static TestChatClient Answering(string text) => new()
    {
        OnGetResponse = (_, _, _) => Task.FromResult(Respond(text)),
        OnGetStreamingResponse = (_, _, _) => Stream(text),
    };

    /// <summary>Returns a client whose every call fails.</summary>
    public static TestChatClient Throwing(Exception exception) => new()
    {
        OnGetResponse = (_, _, _) => Task.FromException<ChatResponse>(exception),
        OnGetStreamingResponse = (_, _, _) => throw exception,
    };

    /// <summary>Returns a response with this text, as an engine would give it.</summary>
    public static ChatResponse Respond(string text) => new(new ChatMessage(ChatRole.Assistant, text) { MessageId = "m1" })
    {
        ResponseId = "r1",
        ModelId = "test-model",
        FinishReason = ChatFinishReason.Stop,
        Usage = new UsageDetails { InputTokenCount = 77, OutputTokenCount = 7 },
    };

    /// <summary>Streams a text word by word, as an engine would, with the usage at the end.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> Stream(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        await Task.CompletedTask;
        for (int start = 0; start < text.Length;)
        {
            int space = text.IndexOf(' ', start + 1);
            int end = space < 0 ? text.Length : space;
            yield return new ChatResponseUpdate(ChatRole.Assistant, text[start..end]) { ResponseId = "r1", MessageId = "m1", ModelId = "test-model" };
            start = end;
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 77, OutputTokenCount = 7 })])
        {
            ResponseId = "r1",
            MessageId = "m1",
            FinishReason = ChatFinishReason.Stop,
        };
    }

    /// <summary>Forgets the calls so far.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _requests.Clear();
            _options.Clear();
        }
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Record(messages, options);
        return OnGetResponse(messages, options, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Record(messages, options);
        return OnGetStreamingResponse(messages, options, cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? Metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose() => Disposed = true;

    private void Record(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        List<ChatMessage> copy = [.. messages];
        lock (_lock)
        {
            _requests.Add(copy);
            _options.Add(options);
        }
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_lock)
        {
            return [.. list];
        }
    }
}
