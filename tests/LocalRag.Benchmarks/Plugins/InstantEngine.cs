using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LocalRag.Benchmarks.Plugins;

/// <summary>Answers at once, always with the same objects, so that what is measured is the way to it.</summary>
internal sealed class InstantEngine : IChatClient
{
    private static readonly Task<ChatResponse> s_response = Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "one two three")));
    private static readonly ChatResponseUpdate[] s_updates = [new(ChatRole.Assistant, "one "), new(ChatRole.Assistant, "two "), new(ChatRole.Assistant, "three")];

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => s_response;

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (ChatResponseUpdate update in s_updates)
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
