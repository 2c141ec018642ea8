using Microsoft.Extensions.AI;

namespace LocalRag.Pipelines;

/// <summary>The innermost service of a chat pipeline: made at first use, and not disposed with the chain around it.</summary>
/// <remarks>Made late, so that a host without an index can still chat; not owned, because a chain that is taken down must not take the weights with it.</remarks>
/// <param name="factory">Makes it.</param>
/// <param name="serviceType">Its class, where that is known without making it.</param>
internal sealed class DeferredChatClient(Func<IChatClient> factory, Type? serviceType = null) : IChatClient, IDeferred
{
    private readonly Lazy<IChatClient> _client = Deferred.Make(factory);

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.Value.GetResponseAsync(messages, options, cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.Value.GetStreamingResponseAsync(messages, options, cancellationToken);

    public Type ServiceType => serviceType ?? _client.Value.GetType();

    public object? GetService(Type serviceType, object? serviceKey = null) => _client.Value.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        // See the remarks: the container owns what is behind.
    }
}
