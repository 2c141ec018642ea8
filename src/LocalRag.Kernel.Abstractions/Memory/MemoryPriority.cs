namespace LocalRag;

/// <summary>How soon an owner is asked to give memory back: lower ones are asked first.</summary>
public enum MemoryPriority
{
    /// <summary>Nothing is lost but a little time: spare buffers, free pages.</summary>
    Spare = 0,

    /// <summary>It can be computed again: answers, vectors and passages in caches.</summary>
    Recomputable = 100,

    /// <summary>It can be read again from disk in a moment: pages and codes of an index.</summary>
    Rereadable = 200,

    /// <summary>It can be loaded again in seconds: models that are idle.</summary>
    Reloadable = 300,

    /// <summary>Requests are using it.</summary>
    InUse = 400,
}
