using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LocalRag.Plugins.Cache;

/// <summary>Keeps responses of the chat model to a prompt; where it is asked for, also for the same question in other words after the same evidence.</summary>
internal sealed partial class GenerationCache : CachingChatClient
{
    private readonly CacheLevel<CachedResponse> _level;
    private readonly bool _keepRandom;
    private readonly SemanticKeys? _semantic;
    private readonly ILogger _logger;

    public GenerationCache(
        IChatClient inner, CacheLevel<CachedResponse> level, ISettingsFingerprint settings, bool keepRandom, SemanticKeys? semantic, ILogger logger)
        : base(inner, level, settings)
    {
        (_level, _keepRandom, _semantic, _logger) = (level, keepRandom, semantic, logger);
        level.Note = semantic is null ? null : semantic.Describe;
    }

    protected override bool MayKeep(CachedResponse response, ChatOptions? options) => MayKeep(options);

    protected override ValueTask<bool> HoldsAsync(CachedResponse response, CancellationToken cancellationToken) => ValueTask.FromResult(true);

    protected override async ValueTask<ChatLookupKey?> FindKeyAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, string fingerprint, CacheUse use, CancellationToken cancellationToken)
    {
        ChatLookupKey? own = await base.FindKeyAsync(messages, options, fingerprint, use, cancellationToken);
        return own is { } exact && _semantic is not null && use == CacheUse.Default && MayKeep(options)
            ? await _semantic.FindAsync(exact.Key, messages, options, Model, fingerprint, _level.Peek, cancellationToken)
            : own;
    }

    protected override void Audit(CachedResponse given, ChatResponse computed)
    {
        if (_semantic!.Audit(given, computed))
        {
            LogPastLimit(_semantic.Describe());
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _semantic?.Dispose();
        }

        base.Dispose(disposing);
    }

    // A temperature that is not given is the engine's business, and not known here.
    private bool MayKeep(ChatOptions? options) => _keepRandom || options is { Temperature: 0 } or { Seed: not null };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Answers are no longer given for other wordings of a question: too many were wrong ({Audit})")]
    private partial void LogPastLimit(string audit);
}
