using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Acme.Sample;

/// <summary>The layer: passes every call on and looks at the clock before and after.</summary>
internal sealed class SampleClassChatClient(IChatClient inner, SampleClassOptions settings, TimeProvider timeProvider, ILogger<SampleClassChatClient> logger)
    : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        long start = timeProvider.GetTimestamp();
        ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken);
        Report(timeProvider.GetElapsedTime(start));
        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long start = timeProvider.GetTimestamp();
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            yield return update;
        }

        Report(timeProvider.GetElapsedTime(start));
    }

    private void Report(TimeSpan elapsed) => logger.Log(
        elapsed.TotalSeconds > settings.WarnAfterSeconds ? LogLevel.Warning : LogLevel.Information, "The chat model took {Milliseconds:0} ms", elapsed.TotalMilliseconds);
}
