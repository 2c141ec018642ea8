using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Cache;

/// <summary>Keeps responses of the chat model to a prompt.</summary>
internal sealed class GenerationCache(IChatClient inner, CacheLevel<CachedResponse> level, ISettingsFingerprint settings, bool keepRandom)
    : CachingChatClient(inner, level, settings)
{
    // A temperature that is not given is the engine's business, and not known here.
    protected override bool MayKeep(CachedResponse response, ChatOptions? options) => keepRandom || options is { Temperature: 0 } or { Seed: not null };

    protected override ValueTask<bool> HoldsAsync(CachedResponse response, CancellationToken cancellationToken) => ValueTask.FromResult(true);
}
