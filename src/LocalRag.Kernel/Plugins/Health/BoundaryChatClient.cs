using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Health;

/// <summary>Stands outside one plugin's layers, or the engine, in a chat pipeline: measures, attributes faults, and stops disposal.</summary>
internal sealed class BoundaryChatClient(IChatClient inner, BoundaryMeter meter) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        meter.MeasureAsync(() => inner.GetResponseAsync(messages, options, cancellationToken), cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        meter.Enter();
        await using IAsyncEnumerator<ChatResponseUpdate> updates =
            inner.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(updates, cancellationToken))
        {
            yield return updates.Current;
        }

        meter.Succeeded();
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => inner.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        // Each plugin's layers are disposed by themselves, so that one that throws or hangs does not keep those further in.
    }

    // Only the time inside the enumerator counts: between two updates the caller is at work, not the layer.
    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken cancellationToken)
    {
        long since = meter.Resume();
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception exception)
        {
            meter.Failed(exception, cancellationToken);
            throw;
        }
        finally
        {
            meter.Pause(since);
        }
    }
}
