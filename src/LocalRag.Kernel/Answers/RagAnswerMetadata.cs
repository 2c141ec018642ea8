namespace LocalRag.Answers;

/// <summary>How an answer came about: what was found, used and dropped, what was checked, and the time it took.</summary>
/// <remarks>
/// It is on the response, and on the last update of a stream:
/// <see cref="RagResponseExtensions.GetRagMetadata(Microsoft.Extensions.AI.ChatResponse)"/>.
/// </remarks>
public sealed record RagAnswerMetadata : IAnswerEvidence
{
    /// <summary>Gets the question that was answered.</summary>
    public required string Question { get; init; }

    /// <summary>Gets the text that was searched for: the question, with the earlier ones that a follow-up leans on.</summary>
    public required string SearchText { get; init; }

    /// <summary>Gets the version of the index that was searched.</summary>
    public required long IndexVersion { get; init; }

    /// <summary>Gets the passages that were found, best first.</summary>
    public required IReadOnlyList<SearchHit> Retrieved { get; init; }

    /// <summary>Gets the passages in the prompt, in its order.</summary>
    public required IReadOnlyList<UsedPassage> Used { get; init; }

    /// <summary>Gets the passages that were found and are not in the prompt, best first.</summary>
    public required IReadOnlyList<DroppedPassage> Dropped { get; init; }

    /// <summary>Gets the number of earlier turns of the conversation that the prompt leaves out.</summary>
    public int DroppedTurns { get; init; }

    /// <summary>Gets why the question was not answered.</summary>
    public AbstentionReason Abstention { get; init; }

    /// <summary>Gets a value indicating whether the question was not answered, for want of evidence. The answer's text then says so and cites nothing.</summary>
    public bool Abstained => Abstention != AbstentionReason.None;

    /// <summary>Gets why the answer is less than it could be (no embedding model, no chat model), as a sentence; null if it is whole.</summary>
    public string? Degraded { get; init; }

    /// <summary>Gets a value indicating whether the answer is passages word for word, because no chat model answered.</summary>
    public bool Quoted { get; init; }

    /// <summary>Gets the check of each quoted span of the answer.</summary>
    public IReadOnlyList<QuoteCheck> Quotes { get; init; } = [];

    /// <summary>Gets the numbers and names in the answer that no passage holds.</summary>
    public IReadOnlyList<UnsupportedClaim> Unsupported { get; init; } = [];

    /// <summary>Gets the number of tokens in the prompt as the chat model reported it; null where it did not.</summary>
    public long? PromptTokens { get; init; }

    /// <summary>Gets a value indicating whether the model saw passages as they were computed for other prompts, so that its answer may differ from the one that the whole prompt would give.</summary>
    public bool IsApproximate { get; init; }

    /// <summary>Gets a value indicating whether the same question would get the same answer again: no token was drawn at random without a seed, and it is not <see cref="IsApproximate"/>.</summary>
    public bool IsReproducible { get; init; }

    /// <summary>Gets the time by stage.</summary>
    public required AnswerTimings Timings { get; init; }
}
