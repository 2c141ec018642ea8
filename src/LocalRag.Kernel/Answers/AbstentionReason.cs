namespace LocalRag.Answers;

/// <summary>Why a question was not answered.</summary>
public enum AbstentionReason
{
    /// <summary>It was answered.</summary>
    None,

    /// <summary>The index holds no document.</summary>
    EmptyIndex,

    /// <summary>No passage shares a word or a meaning with the question.</summary>
    NothingFound,

    /// <summary>Passages were found, all of them below the floor of <c>Retrieval:EvidenceFloor</c>.</summary>
    BelowFloor,
}
