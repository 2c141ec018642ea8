namespace LocalRag.Plugins.Cache;

/// <summary>A level of the cache, as the budget sees it.</summary>
internal interface IBudgetedLevel
{
    /// <summary>Gets what it holds, in bytes.</summary>
    long Bytes { get; }

    /// <summary>Lets go of what it would miss least; called under the budget's lock.</summary>
    void TrimOne();

    /// <summary>Lets go of everything.</summary>
    void Clear();
}
