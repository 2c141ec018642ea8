using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LocalRag.Benchmarks.Plugins.Soak;

/// <summary>Streams one sentence word by word, giving way to others between two words.</summary>
internal sealed class FastEngine : IChatClient
{
    private static readonly string[] s_words = ["Decode ", "is ", "limited ", "by ", "memory ", "bandwidth."];

    /// <summary>Gets the sentence.</summary>
    public static string Answer { get; } = string.Concat(s_words);

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, Answer)) { FinishReason = ChatFinishReason.Stop });

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (string word in s_words)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, word);
        }

        yield return new ChatResponseUpdate { FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // Nothing is held.
    }
}
