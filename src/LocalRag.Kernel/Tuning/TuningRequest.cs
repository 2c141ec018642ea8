namespace LocalRag.Tuning;

/// <summary>What is to be tuned, with what.</summary>
public sealed record TuningRequest
{
    /// <summary>Gets what is looked for.</summary>
    public required TuningGoal Goal { get; init; }

    /// <summary>Gets how long it may take.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>Gets the folder with the documents to measure with.</summary>
    public required string Corpus { get; init; }

    /// <summary>Gets the file with questions about them.</summary>
    public required string Prompts { get; init; }

    /// <summary>Gets an empty folder for the hosts' data; its owner deletes it.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets the most rounds of one measurement; null for as many as the budget allows.</summary>
    public int? MaxRounds { get; init; }
}
