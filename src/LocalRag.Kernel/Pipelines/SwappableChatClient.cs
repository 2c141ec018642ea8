using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LocalRag.Pipelines;

/// <summary>The stable front of a chat pipeline: each call goes to the generation that is current when it begins, and stays with it.</summary>
/// <param name="generations">Holds the current generation.</param>
/// <param name="pipeline">Which pipeline of a generation this front stands before.</param>
internal sealed class SwappableChatClient(GenerationSwitch generations, Func<Generation, IChatClient> pipeline) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Generation generation = generations.Lease();
        return generation.IsPlain
            ? pipeline(generation).GetResponseAsync(messages, options, cancellationToken)
            : RespondLeasedAsync(generation, messages, options, cancellationToken);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Generation current = generations.Current;
        return current.IsPlain
            ? pipeline(current).GetStreamingResponseAsync(messages, options, cancellationToken)
            : StreamLeasedAsync(messages, options, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this)
            ? this
            : generations.FindService(generation => pipeline(generation).GetService(serviceType, serviceKey));
    }

    public void Dispose()
    {
        // The host owns the generations; an application that disposes a front must not take the pipelines from the others.
    }

    // A method of its own: in the one above, the closure would be allocated for the plain host as well.
    private Task<ChatResponse> RespondLeasedAsync(
        Generation generation, IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken) =>
        generation.RunLeasedAsync((leased, token) => pipeline(leased).GetResponseAsync(messages, options, token), cancellationToken);

    // The lease begins with the enumeration and ends with it: a stream that is never enumerated holds nothing.
    private async IAsyncEnumerable<ChatResponseUpdate> StreamLeasedAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Generation generation = generations.Lease();
        try
        {
            using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, generation.Aborted);
            bool ended = false;
            try
            {
                await using IAsyncEnumerator<ChatResponseUpdate> updates =
                    pipeline(generation).GetStreamingResponseAsync(messages, options, linked.Token).GetAsyncEnumerator(linked.Token);
                while (await MoveNextAsync(updates, generation, cancellationToken))
                {
                    yield return updates.Current;
                }

                ended = true;
            }
            finally
            {
                if (!ended)
                {
                    // A layer made from one shared delegate does not pass on that its reader has left: without this the engine would go on for nobody.
                    await linked.CancelAsync();
                }
            }
        }
        finally
        {
            generation.Release();
        }
    }

    private static async ValueTask<bool> MoveNextAsync(
        IAsyncEnumerator<ChatResponseUpdate> updates, Generation generation, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (OperationCanceledException) when (generation.IsCancelled(cancellationToken))
        {
            throw generation.ExplainCancellation(cancellationToken);
        }
    }
}
