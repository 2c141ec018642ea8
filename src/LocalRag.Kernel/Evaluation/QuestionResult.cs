namespace LocalRag.Evaluation;

/// <summary>What came of one question.</summary>
/// <param name="Id">Its identity in the dataset.</param>
/// <param name="Rank">The place of the first relevant document, from 1; null where it was not found, or there is none.</param>
/// <param name="AnswerInContext">Whether the context of <c>Retrieval:ContextTokens</c> holds the answer; null where the dataset knows no answer.</param>
/// <param name="Abstained">Whether it is not answered for want of evidence.</param>
/// <param name="Answer">What was answered; null where it was not put to the chat model.</param>
/// <param name="ContainsExpected">Whether the answer holds the expected one; null without either.</param>
public sealed record QuestionResult(
    string Id, int? Rank, bool? AnswerInContext, bool Abstained, string? Answer = null, bool? ContainsExpected = null);
