using Microsoft.Extensions.AI;

namespace LocalRag;

/// <summary>A chat engine that can work on the beginning of a prompt before the rest of it is known. Ask an <see cref="IChatClient"/> for it by <see cref="IChatClient.GetService"/>.</summary>
public interface IPromptPrefetch
{
    /// <summary>Processes what a prompt will begin with, so that a request with that beginning starts sooner. It changes no answer, and does nothing in an engine that keeps no beginnings.</summary>
    /// <param name="beginning">The messages so far; the contents of the last one are what is known of it.</param>
    /// <param name="cancellationToken">Ends it; what is done stays.</param>
    /// <exception cref="LocalRagException">The engine cannot take such a prompt, or has no model.</exception>
    Task PrefetchAsync(IEnumerable<ChatMessage> beginning, CancellationToken cancellationToken = default);
}
