using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Cache;

/// <summary>Answers a request that was answered before, for as long as the answer holds; of callers with the same request, one computes and the others wait for it.</summary>
internal abstract class CachingChatClient(IChatClient inner, CacheLevel<CachedResponse> level, ISettingsFingerprint settings) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> asked = [.. messages];
        CacheUse use = CacheControl.Read(options?.AdditionalProperties);
        string before = settings.Current;
        if (use == CacheUse.Bypass || FindKey(asked, options, before) is not { } key)
        {
            return await base.GetResponseAsync(asked, options, cancellationToken);
        }

        using CacheLookup<CachedResponse> lookup = await level.LookUpAsync(key, use, HoldsAsync, cancellationToken);
        if (lookup.Value is { } kept)
        {
            return kept.ToResponse(level.Name);
        }

        ChatResponse response;
        try
        {
            response = await base.GetResponseAsync(asked, options, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            lookup.Fail(exception);
            throw;
        }

        Complete(lookup, response, options, before);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> asked = [.. messages];
        CacheUse use = CacheControl.Read(options?.AdditionalProperties);
        string before = settings.Current;
        if (use == CacheUse.Bypass || FindKey(asked, options, before) is not { } key)
        {
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(asked, options, cancellationToken))
            {
                yield return update;
            }

            yield break;
        }

        using CacheLookup<CachedResponse> lookup = await level.LookUpAsync(key, use, HoldsAsync, cancellationToken);
        if (lookup.Value is { } kept)
        {
            foreach (ChatResponseUpdate update in kept.ToUpdates(level.Name))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return update;
            }

            yield break;
        }

        // Clones, and only of what a reader has taken: it may change an update, or leave. Then the lookup ends as cancelled.
        List<ChatResponseUpdate> streamed = [];
        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(asked, options, cancellationToken))
        {
            streamed.Add(update.Clone());
            lookup.Pause();
            yield return update;
            lookup.Resume();
        }

        Complete(lookup, streamed.ToChatResponse(), options, before);
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ICacheLevel) ? level : base.GetService(serviceType, serviceKey);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            level.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Says whether a response, whole as it is, may be kept.</summary>
    protected abstract bool MayKeep(CachedResponse response, ChatOptions? options);

    /// <summary>Says whether a response is still what would be computed.</summary>
    protected abstract ValueTask<bool> HoldsAsync(CachedResponse response, CancellationToken cancellationToken);

    private CacheKey? FindKey(List<ChatMessage> messages, ChatOptions? options, string fingerprint) =>
        ChatKey.Create(messages, options, InnerClient.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata, fingerprint);

    private void Complete(CacheLookup<CachedResponse> lookup, ChatResponse response, ChatOptions? options, string before)
    {
        // Settings that changed meanwhile may have been used in part.
        CachedResponse? kept = ReferenceEquals(before, settings.Current) ? CachedResponse.TryCreate(response) : null;
        kept = kept is not null && MayKeep(kept, options) ? kept : null;
        lookup.Complete(kept, kept?.Bytes ?? 0);
    }
}
