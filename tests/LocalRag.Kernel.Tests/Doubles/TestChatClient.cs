using Microsoft.Extensions.AI;

namespace LocalRag.Testing;

/// <summary>A chat client that does what a test says, and remembers what it was asked.</summary>
internal sealed class TestChatClient : IChatClient, IPromptPrefetch
{
    public Func<IEnumerable<ChatMessage>, ChatOptions?, CancellationToken, Task<ChatResponse>>? OnGetResponse { get; set; }

    public Func<IEnumerable<ChatMessage>, ChatOptions?, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>>? OnGetStreamingResponse { get; set; }

    public List<List<ChatMessage>> Requests { get; } = [];

    public List<ChatOptions?> Options { get; } = [];

    public bool Disposed { get; private set; }

    public Func<Task> OnPrefetch { get; set; } = () => Task.CompletedTask;

    public List<List<ChatMessage>> Prefetched { get; } = [];

    public ChatClientMetadata Metadata { get; } = new("test", defaultModelId: "test-model");

    /// <summary>Returns a client that answers this text, in words when it is streamed.</summary>
    public static TestChatClient Answering(string text) => new()
    {
        OnGetResponse = (_, _, _) => Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            ModelId = "test-model",
            FinishReason = ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = 77, OutputTokenCount = 7 },
        }),
        OnGetStreamingResponse = (_, _, _) => Stream(text),
    };

    public static TestChatClient Throwing(Exception exception) => new()
    {
        OnGetResponse = (_, _, _) => Task.FromException<ChatResponse>(exception),
        OnGetStreamingResponse = (_, _, _) => throw exception,
    };

    public static async IAsyncEnumerable<ChatResponseUpdate> Stream(string text)
    {
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

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Requests.Add([.. messages]);
        Options.Add(options);
        return OnGetResponse!(messages, options, cancellationToken);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Requests.Add([.. messages]);
        Options.Add(options);
        return OnGetStreamingResponse!(messages, options, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? Metadata : serviceType.IsInstanceOfType(this) ? this : null;

    public Task PrefetchAsync(IEnumerable<ChatMessage> beginning, CancellationToken cancellationToken = default)
    {
        Prefetched.Add([.. beginning]);
        return OnPrefetch();
    }

    public void Dispose() => Disposed = true;
}
