using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Tuner;

/// <summary>Tells the tuner when an answer begins and ends, and whether it failed.</summary>
internal sealed class TunedAnswers(IChatClient inner, OnlineTuner tuner) : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        OnlineTuner.Call call = tuner.Begin();
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            call.Failed = true;
            throw;
        }
        finally
        {
            tuner.End(call);
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        OnlineTuner.Call call = tuner.Begin();
        try
        {
            await using IAsyncEnumerator<ChatResponseUpdate> updates =
                base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await MoveNextAsync(updates, call))
            {
                yield return updates.Current;
            }
        }
        finally
        {
            tuner.End(call);
        }
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, OnlineTuner.Call call)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            call.Failed = true;
            throw;
        }
    }
}
