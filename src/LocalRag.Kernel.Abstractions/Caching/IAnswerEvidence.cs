namespace LocalRag;

/// <summary>What an answer rests on. An answer of the host has it among its additional properties, so that a cache can tell whether it still holds.</summary>
public interface IAnswerEvidence
{
    /// <summary>Gets the text that was searched for.</summary>
    string SearchText { get; }

    /// <summary>Gets the version of the index that was searched.</summary>
    long IndexVersion { get; }

    /// <summary>Gets the passages that were found, best first.</summary>
    IReadOnlyList<SearchHit> Retrieved { get; }

    /// <summary>Gets why the answer is less than it could be, as a sentence; null if it is whole.</summary>
    string? Degraded { get; }

    /// <summary>Gets a value indicating whether the same question would get the same answer again: no token was drawn at random without a seed.</summary>
    bool IsReproducible { get; }
}
