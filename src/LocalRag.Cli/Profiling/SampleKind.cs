namespace LocalRag.Cli.Profiling;

/// <summary>What a thread was doing when it was sampled.</summary>
internal enum SampleKind
{
    /// <summary>It ran managed code.</summary>
    Managed,

    /// <summary>It was inside a native function that managed code had called.</summary>
    Native,

    /// <summary>It waited.</summary>
    Waiting,
}
