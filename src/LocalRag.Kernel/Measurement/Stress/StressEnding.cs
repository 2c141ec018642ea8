namespace LocalRag.Measurement.Stress;

/// <summary>How an operation ended.</summary>
public enum StressEnding
{
    /// <summary>It did what it was to do.</summary>
    Done,

    /// <summary>A question without evidence was not answered.</summary>
    Abstained,

    /// <summary>It was given up by its caller.</summary>
    Cancelled,

    /// <summary>It broke an invariant.</summary>
    Broken,
}
