namespace LocalRag.Evaluation;

/// <summary>How good the chat model's answers are; of answerable questions, unless it says otherwise. A question that is not answered counts as answered wrongly.</summary>
public sealed record AnswerScores
{
    /// <summary>Gets how many questions were put, unanswerable ones included.</summary>
    public required int Asked { get; init; }

    /// <summary>Gets the answers that hold the expected one, compared as SQuAD does.</summary>
    public required Proportion ContainsExpected { get; init; }

    /// <summary>Gets the answers that are the expected one.</summary>
    public required Proportion ExactMatch { get; init; }

    /// <summary>Gets the overlap in words with the expected answer.</summary>
    public required Average F1 { get; init; }

    /// <summary>Gets the answers that cite a relevant document.</summary>
    public required Proportion CitesRelevant { get; init; }

    /// <summary>Gets the citations that name a relevant document.</summary>
    public required Proportion CitationsRelevant { get; init; }

    /// <summary>Gets the quoted spans of all answers that a passage holds word for word.</summary>
    public required Proportion QuotesVerified { get; init; }

    /// <summary>Gets the unanswerable questions that were not answered, as is right.</summary>
    public required Proportion UnanswerableAbstained { get; init; }

    /// <summary>Gets the tokens of the prompts, in tokens of the chat model.</summary>
    public required Average PromptTokens { get; init; }

    /// <summary>Gets the seconds from question to the end of the answer.</summary>
    public required Average Seconds { get; init; }
}
