namespace LocalRag;

/// <summary>How much an owner is asked to give back. It is a state that lasts: an owner stays at a level until it is told another one.</summary>
public enum MemoryTrim
{
    /// <summary>Nothing: the owner may fill itself up to its own limit.</summary>
    None,

    /// <summary>What costs nothing to get back: spare buffers, and what has not been used for long.</summary>
    Light,

    /// <summary>About half of what it holds for speed, and no growth beyond that.</summary>
    Moderate,

    /// <summary>All that a request under way does not need.</summary>
    Severe,
}
