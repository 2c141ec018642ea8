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
            yield return update;
        }

        Complete(lookup, streamed.ToChatResponse(), options, before);
    }

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

/// <summary>Keeps responses of the chat model to a prompt.</summary>
internal sealed class GenerationCache(IChatClient inner, CacheLevel<CachedResponse> level, ISettingsFingerprint settings, bool keepRandom)
    : CachingChatClient(inner, level, settings)
{
    // A temperature that is not given is the engine's business, and not known here.
    protected override bool MayKeep(CachedResponse response, ChatOptions? options) => keepRandom || options is { Temperature: 0 } or { Seed: not null };

    protected override ValueTask<bool> HoldsAsync(CachedResponse response, CancellationToken cancellationToken) => ValueTask.FromResult(true);
}

/// <summary>Keeps answers. An answer is given again only while a search would find the same passages with the same text: it survives other changes, and dies with its evidence.</summary>
internal sealed class AnswerCache(
    IChatClient inner, CacheLevel<CachedResponse> level, ISettingsFingerprint settings, IDocumentIndex index, bool keepRandom) : CachingChatClient(inner, level, settings)
{
    protected override bool MayKeep(CachedResponse response, ChatOptions? options) =>
        response.Evidence is { Degraded: null } evidence && (keepRandom || evidence.IsReproducible);

    protected override async ValueTask<bool> HoldsAsync(CachedResponse response, CancellationToken cancellationToken)
    {
        // The version of an answer was read before its passages, so it is never newer than they are.
        if (await index.GetVersionAsync(cancellationToken) == response.Version)
        {
            return true;
        }

        IAnswerEvidence evidence = response.Evidence!;
        if (evidence.Retrieved.Count == 0 || InnerClient.GetService(typeof(IRetriever)) is not IRetriever retriever)
        {
            return false;
        }

        RetrievalResult found = await retriever.RetrieveAsync(new RetrievalQuery(evidence.SearchText), cancellationToken);
        if (found.Degraded is not null || RetrievalCache.Identify(found.Hits) != response.EvidenceKey)
        {
            return false;
        }

        response.Version = found.IndexVersion;
        return true;
    }
}
