namespace LocalRag.Cli.Output;

/// <summary>The tokens that an answer took; null where the chat model did not say or was not asked.</summary>
internal sealed record UsageResult(long? InputTokens, long? CachedTokens, long? OutputTokens);
