namespace LocalRag;

/// <summary>What an owner keeps in memory.</summary>
public enum MemoryKind
{
    /// <summary>The weights of a model.</summary>
    Weights,

    /// <summary>Keys and values of attention.</summary>
    KeyValues,

    /// <summary>Memory that a computation works in.</summary>
    Compute,

    /// <summary>An index of documents, its vectors and its pages.</summary>
    Index,

    /// <summary>What could be computed again.</summary>
    Cache,

    /// <summary>The heap of the runtime.</summary>
    ManagedHeap,

    /// <summary>The heap of the C library.</summary>
    NativeHeap,

    /// <summary>Program files and the runtime's own memory.</summary>
    Program,

    /// <summary>Anything else.</summary>
    Other,
}
