namespace LocalRag;

/// <summary>What the measurements of a trial show.</summary>
public enum TrialVerdict
{
    /// <summary>No difference that is beyond chance, or too few measurements.</summary>
    Undecided,

    /// <summary>The value is better.</summary>
    Better,

    /// <summary>The value is worse.</summary>
    Worse,
}
