namespace LocalRag.Tuning;

/// <summary>What came of a change that was tried.</summary>
public enum TrialOutcome
{
    /// <summary>It is in force.</summary>
    Kept,

    /// <summary>It is not shown to be better.</summary>
    NotBetter,

    /// <summary>It does harm, and is not tried again.</summary>
    Harmful,
}
