using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Cache;

/// <summary>Answers a request that was answered before, for as long as the answer holds; of callers with the same request, one computes and the others wait for it.</summary>
internal abstract class CachingChatClient(IChatClient inner, CacheLevel<CachedResponse> level, ISettingsFingerprint settings) : DelegatingChatClient(inner)
{
    protected ChatClientMetadata? Model => InnerClient.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> asked = [.. messages];
        CacheUse use = CacheControl.Read(options?.AdditionalProperties);
        string before = settings.Current;
        if (use == CacheUse.Bypass || await FindKeyAsync(asked, options, before, use, cancellationToken) is not { } at)
        {
            return await base.GetResponseAsync(asked, options, cancellationToken);
        }

        using CacheLookup<CachedResponse> lookup = await level.LookUpAsync(at.Key, use, HoldsAsync, cancellationToken);
        if (lookup.Value is { } kept)
        {
            return kept.ToResponse(at.Name ?? level.Name);
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

        Complete(lookup, at, response, options, before);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> asked = [.. messages];
        CacheUse use = CacheControl.Read(options?.AdditionalProperties);
        string before = settings.Current;
        if (use == CacheUse.Bypass || await FindKeyAsync(asked, options, before, use, cancellationToken) is not { } at)
        {
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(asked, options, cancellationToken))
            {
                yield return update;
            }

            yield break;
        }

        using CacheLookup<CachedResponse> lookup = await level.LookUpAsync(at.Key, use, HoldsAsync, cancellationToken);
        if (lookup.Value is { } kept)
        {
            foreach (ChatResponseUpdate update in kept.ToUpdates(at.Name ?? level.Name))
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

        Complete(lookup, at, streamed.ToChatResponse(), options, before);
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

    /// <summary>Says where the response to a request is looked for; null for one that has no key.</summary>
    protected virtual ValueTask<ChatLookupKey?> FindKeyAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, string fingerprint, CacheUse use, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ChatLookupKey?>(ChatKey.Create(messages, options, Model, fingerprint) is { } key ? new ChatLookupKey(key) : null);

    /// <summary>Compares a response with the one that would have been given without computing it.</summary>
    protected virtual void Audit(CachedResponse given, ChatResponse computed)
    {
    }

    private void Complete(CacheLookup<CachedResponse> lookup, ChatLookupKey at, ChatResponse response, ChatOptions? options, string before)
    {
        if (at.Audited is { } given)
        {
            Audit(given, response);
        }

        // Settings that changed meanwhile may have been used in part, and an answer to other words is no basis for further ones.
        CachedResponse? kept = ReferenceEquals(before, settings.Current) && CacheControl.FindHit(response) != SemanticKeys.Name ? CachedResponse.TryCreate(response) : null;
        kept = kept is not null && MayKeep(kept, options) ? kept : null;
        lookup.Complete(kept, kept?.Bytes ?? 0);
    }
}
