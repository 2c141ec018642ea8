namespace LocalRag.Tuning;

/// <summary>What settings are looked for.</summary>
public enum TuningGoal
{
    /// <summary>Whatever is better, as long as nothing is worse.</summary>
    Balanced,

    /// <summary>A short wait for the first word, and for what a search finds.</summary>
    Latency,

    /// <summary>Many tokens a second.</summary>
    Throughput,

    /// <summary>Little memory.</summary>
    Memory,
}
