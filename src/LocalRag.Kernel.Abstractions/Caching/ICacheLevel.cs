namespace LocalRag;

/// <summary>A cache in a pipeline. A layer that has one gives it out as a service, so that a running program can show it and empty it.</summary>
/// <remarks>Members may be called from any thread at the same time.</remarks>
public interface ICacheLevel
{
    /// <summary>Gets the name under which its lookups are counted, such as <c>query</c>.</summary>
    string Name { get; }

    /// <summary>Returns what it holds, and what it was asked since it was made.</summary>
    CacheLevelStatistics GetStatistics();

    /// <summary>Lets go of everything.</summary>
    void Clear();
}
