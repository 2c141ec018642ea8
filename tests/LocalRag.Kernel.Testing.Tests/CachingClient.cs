using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace LocalRag.Testing.Tests;

/// <summary>A cache of whole answers that does nothing wrong.</summary>
internal sealed class CachingClient(IChatClient inner) : DelegatingChatClient(inner)
{
    private readonly ConcurrentDictionary<string, string> _answers = new();

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        string question = string.Join('\n', messages.Select(message => message.Text));
        if (!_answers.TryGetValue(question, out string? answer))
        {
            answer = (await base.GetResponseAsync(messages, options, cancellationToken)).Text;
            _answers[question] = answer;
        }

        return new ChatResponse(new ChatMessage(ChatRole.Assistant, answer));
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string question = string.Join('\n', messages.Select(message => message.Text));
        if (_answers.TryGetValue(question, out string? known))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, known);
            yield break;
        }

        string answer = string.Empty;
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            answer += update.Text;
            yield return update;
        }

        _answers[question] = answer;
    }
}
