namespace LocalRag.Measurement.Stress;

/// <summary>What a caller does.</summary>
public enum StressOperation
{
    /// <summary>Asks a question; half of the time as a stream.</summary>
    Question,

    /// <summary>Asks a question that leans on the one before.</summary>
    FollowUp,

    /// <summary>Asks, and gives up before, while or instead of reading.</summary>
    Cancellation,

    /// <summary>Searches the index.</summary>
    Search,

    /// <summary>Puts new or changed documents in; now and then gives up.</summary>
    Ingest,

    /// <summary>Takes a document out.</summary>
    Removal,

    /// <summary>Changes a setting.</summary>
    Setting,

    /// <summary>Takes memory away for a moment.</summary>
    Squeeze,

    /// <summary>Turns a plugin off or on.</summary>
    PluginSwap,
}
