using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Memory;

/// <summary>Tells the watch of calls of the chat model, each until its last token was read.</summary>
internal sealed class WatchedChatClient(IChatClient inner, IdleWatch watch) : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using IdleWatch.Call call = watch.Begin();
        return await base.GetResponseAsync(messages, options, cancellationToken);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using IdleWatch.Call call = watch.Begin();
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            yield return update;
        }
    }
}
