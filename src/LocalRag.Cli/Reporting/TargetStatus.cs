namespace LocalRag.Cli.Reporting;

/// <summary>How a target stands.</summary>
internal enum TargetStatus
{
    /// <summary>The whole interval is beyond it.</summary>
    Met,

    /// <summary>The value is beyond it, its interval is not.</summary>
    Likely,

    /// <summary>The value is short of it.</summary>
    Missed,

    /// <summary>The run has no figure for it.</summary>
    NotMeasured,
}
