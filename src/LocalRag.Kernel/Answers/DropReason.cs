namespace LocalRag.Answers;

/// <summary>Why a passage that was found is not in the prompt.</summary>
public enum DropReason
{
    /// <summary>It did not fit into <c>Retrieval:ContextTokens</c> after better ones.</summary>
    Budget,

    /// <summary>Its text is in the prompt already.</summary>
    Duplicate,

    /// <summary>It is no evidence for the question.</summary>
    BelowFloor,

    /// <summary>It is far less evidence than the best passage, by more than <c>Retrieval:EvidenceGap</c>.</summary>
    FarBelowBest,

    /// <summary>None of its sentences has about as much to do with the question as the best one (<c>Retrieval:SentenceGap</c>).</summary>
    NoKeySentence,
}
