namespace LocalRag.Measurement.Stress;

/// <summary>What must hold all along.</summary>
public enum StressInvariant
{
    /// <summary>Every request ends exactly once: answered or cancelled, within the limit, with one closing.</summary>
    EndsOnce,

    /// <summary>No request fails that was not cancelled.</summary>
    DoesNotFail,

    /// <summary>An answer belongs to its question, and holds nothing that its own passages, question and history do not hold.</summary>
    IsNotMixed,

    /// <summary>What an answer found, used and cited stood in the index in the version that it names, and that version is none older than the question.</summary>
    IsFresh,

    /// <summary>The index is sound, holds exactly the documents that were put in, and finds each by its own words.</summary>
    IndexIsSound,

    /// <summary>A changed setting is in force.</summary>
    SettingsApply,

    /// <summary>No more requests wait than may, and none that nobody waits for.</summary>
    QueueIsBounded,

    /// <summary>The process keeps within its memory.</summary>
    KeepsBudget,

    /// <summary>When all callers pause, the engine empties, and no call holds a generation.</summary>
    Drains,

    /// <summary>No file, connection or plugin assembly stays behind.</summary>
    LeavesNothing,
}
