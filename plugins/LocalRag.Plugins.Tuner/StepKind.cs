namespace LocalRag.Plugins.Tuner;

/// <summary>What is done with a value.</summary>
internal enum StepKind
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It goes, and may come again.</summary>
    Drop,

    /// <summary>It goes, and is not tried again.</summary>
    Reject,
}
