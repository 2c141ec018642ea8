using LocalRag.Answers;
using Microsoft.Extensions.AI;

namespace LocalRag.Evaluation;

/// <summary>What is known of one question while an evaluation runs.</summary>
internal sealed class QuestionRun(EvaluationQuestion question)
{
    public EvaluationQuestion Question => question;

    public IReadOnlyList<RankedDocument> Ranking { get; set; } = [];

    public IReadOnlyList<string> RankedIds => [.. Ranking.Select(document => document.Id)];

    /// <summary>Gets the context of each budget, in the order of the budgets.</summary>
    public List<ContextRun> Contexts { get; } = [];

    public bool Abstained { get; set; }

    public string? Answer { get; set; }

    public RagAnswerMetadata? Metadata { get; set; }

    public TimeSpan AnswerTime { get; set; }

    public IReadOnlyList<CitationAnnotation> Citations { get; set; } = [];

    public bool Holds(Func<string, bool> comparison) => question.Answers.Any(comparison);
}
