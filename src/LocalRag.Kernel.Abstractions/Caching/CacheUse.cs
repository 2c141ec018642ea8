namespace LocalRag;

/// <summary>What caches may do for one request.</summary>
public enum CacheUse
{
    /// <summary>Answer from what they hold, and keep what they did not.</summary>
    Default,

    /// <summary>Compute anew, and keep the result in place of what they hold.</summary>
    Refresh,

    /// <summary>Neither answer nor keep anything.</summary>
    Bypass,
}
