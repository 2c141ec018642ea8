using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LocalRag.Tests.Measurement.Stress;

/// <summary>Does what a test says to some of the answers.</summary>
internal sealed class FaultyAnswers(IChatClient inner) : DelegatingChatClient(inner)
{
    private int _calls;

    /// <summary>Changes a response; given the number of the call.</summary>
    public Func<int, ChatResponse, Task<ChatResponse>> OnResponse { get; init; } = (_, response) => Task.FromResult(response);

    /// <summary>Changes the updates of a stream; given the number of the call.</summary>
    public Func<int, IReadOnlyList<ChatResponseUpdate>, IReadOnlyList<ChatResponseUpdate>> OnStream { get; init; } = (_, updates) => updates;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await OnResponse(Interlocked.Increment(ref _calls), await base.GetResponseAsync(messages, options, cancellationToken));

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatResponseUpdate> updates = await base.GetStreamingResponseAsync(messages, options, cancellationToken).ToListAsync(cancellationToken);
        foreach (ChatResponseUpdate update in OnStream(Interlocked.Increment(ref _calls), updates))
        {
            yield return update;
        }
    }
}
