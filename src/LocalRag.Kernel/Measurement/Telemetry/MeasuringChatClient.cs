using System.Runtime.CompilerServices;
using LocalRag.Pipelines;
using Microsoft.Extensions.AI;

namespace LocalRag.Measurement;

/// <summary>Measures the calls of the chat engine. While nobody listens, a call goes straight through.</summary>
internal sealed class MeasuringChatClient(IChatClient engine) : IChatClient, IDeferred
{
    private const string Operation = "chat";

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => ModelCall.IsHeard
            ? MeasureAsync(messages, options, cancellationToken)
            : engine.GetResponseAsync(messages, options, cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => ModelCall.IsHeard
            ? MeasureStreamAsync(messages, options, cancellationToken)
            : engine.GetStreamingResponseAsync(messages, options, cancellationToken);

    public Type ServiceType => engine is IDeferred deferred ? deferred.ServiceType : engine.GetType();

    public object? GetService(Type serviceType, object? serviceKey = null) => engine.GetService(serviceType, serviceKey);

    public void Dispose()
    {
        // The container owns the engine.
    }

    private async Task<ChatResponse> MeasureAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        ModelCall call = Start(options);
        try
        {
            ChatResponse response = await engine.GetResponseAsync(messages, options, cancellationToken);
            call.Complete(response.Usage, response.ModelId);
            return response;
        }
        catch (Exception exception)
        {
            call.Fail(exception);
            throw;
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> MeasureStreamAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ModelCall? call = Start(options);
        UsageDetails? usage = null;
        string? model = null;
        try
        {
            await using IAsyncEnumerator<ChatResponseUpdate> updates =
                engine.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await MoveNextAsync())
            {
                ChatResponseUpdate update = updates.Current;
                model ??= update.ModelId;
                foreach (AIContent content in update.Contents)
                {
                    usage = (content as UsageContent)?.Details ?? usage;
                }

                if (update.Text.Length > 0)
                {
                    call.First();
                }

                yield return update;
            }

            call.Complete(usage, model);
            call = null;

            async ValueTask<bool> MoveNextAsync()
            {
                try
                {
                    return await updates.MoveNextAsync();
                }
                catch (Exception exception)
                {
                    call.Fail(exception);
                    call = null;
                    throw;
                }
            }
        }
        finally
        {
            call?.Abandon();
        }
    }

    private ModelCall Start(ChatOptions? options)
    {
        ChatClientMetadata? metadata = engine.GetService<ChatClientMetadata>();
        return ModelCall.Start(Operation, metadata?.ProviderName, options?.ModelId ?? metadata?.DefaultModelId);
    }
}
