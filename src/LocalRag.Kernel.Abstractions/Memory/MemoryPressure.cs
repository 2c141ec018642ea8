namespace LocalRag;

/// <summary>How short memory is.</summary>
public enum MemoryPressure
{
    /// <summary>There is room.</summary>
    None,

    /// <summary>The budget or the machine is getting full.</summary>
    Low,

    /// <summary>The budget is used up, or programs wait for memory now and then.</summary>
    Moderate,

    /// <summary>Without help the system will stop programs or crawl.</summary>
    Critical,
}
