using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Health;

/// <summary>Stands outside one plugin's layers, or the engine, in a chat pipeline: measures, attributes faults, and stops disposal.</summary>
internal sealed class BoundaryChatClient(IChatClient inner, BoundaryMeter meter) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        meter.MeasureAsync(token => inner.GetResponseAsync(messages, options, token), cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        meter.IsLimited ? StreamLimitedAsync(messages, options, cancellationToken) : StreamAsync(messages, options, cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => inner.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        // Each plugin's layers are disposed by themselves, so that one that throws or hangs does not keep those further in.
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        meter.Enter();
        await using IAsyncEnumerator<ChatResponseUpdate> updates =
            inner.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        Func<ValueTask<bool>> move = updates.MoveNextAsync;
        while (await MeasureAsync(move, cancellationToken))
        {
            yield return updates.Current;
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamLimitedAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        meter.Enter();
        CancellationTokenSource abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<ChatResponseUpdate>? updates = null;
        Task<bool> step = Task.FromResult(true);
        try
        {
            while (await MeasureAsync(() => new ValueTask<bool>(meter.LimitAsync(_ => step = MoveAsync(), cancellationToken)), cancellationToken))
            {
                yield return updates!.Current;
            }
        }
        finally
        {
            if (step.IsCompleted)
            {
                await DisposeAsync(updates, abandoned);
            }
            else
            {
                // Given up: an enumerator must not be disposed while it is at work, so it is when it has come to an end.
                await abandoned.CancelAsync();
                _ = step.ContinueWith(
                    async ended => { _ = ended.Exception; await DisposeAsync(updates, abandoned); },
                    CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }

        async Task<bool> MoveAsync()
        {
            updates ??= inner.GetStreamingResponseAsync(messages, options, abandoned.Token).GetAsyncEnumerator(abandoned.Token);
            return await updates.MoveNextAsync();
        }
    }

    private static async Task DisposeAsync(IAsyncEnumerator<ChatResponseUpdate>? updates, CancellationTokenSource abandoned)
    {
        using (abandoned)
        {
            if (updates is not null)
            {
                await updates.DisposeAsync();
            }
        }
    }

    // Only the time inside the enumerator counts: between two updates the caller is at work, not the layer.
    private async ValueTask<bool> MeasureAsync(Func<ValueTask<bool>> move, CancellationToken cancellationToken)
    {
        long since = meter.Resume();
        try
        {
            return await move();
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
