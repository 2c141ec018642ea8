using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Tests;

/// <summary>A fast engine that answers with three words, can be held between two of them, and knows whether it was disposed.</summary>
internal sealed class CountingEngine : IChatClient
{
    private static readonly string[] s_words = ["one ", "two ", "three"];

    public bool IsDisposed { get; private set; }

    /// <summary>Gets or sets what a stream waits for before its second word.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, string.Concat(s_words))));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        foreach (string word in s_words)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, word);
            await Gate.WaitAsync(cancellationToken);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => IsDisposed = true;
}
