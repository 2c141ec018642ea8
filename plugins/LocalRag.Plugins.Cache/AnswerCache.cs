using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Cache;

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
