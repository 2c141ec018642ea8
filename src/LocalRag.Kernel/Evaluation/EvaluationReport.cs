using System.Text.Json;

namespace LocalRag.Evaluation;

/// <summary>The figures of an evaluation.</summary>
public sealed record EvaluationReport
{
    /// <summary>Gets the dataset's name.</summary>
    public required string Dataset { get; init; }

    /// <summary>Gets how many documents there are.</summary>
    public required long Documents { get; init; }

    /// <summary>Gets how many questions were evaluated.</summary>
    public required int Questions { get; init; }

    /// <summary>Gets how well documents are found, over the answerable questions.</summary>
    public required RetrievalScores Retrieval { get; init; }

    /// <summary>Gets what context budgets are worth, smallest first; empty where the dataset knows no answers.</summary>
    public required IReadOnlyList<ContextScores> Contexts { get; init; }

    /// <summary>Gets how well evidence is told from noise.</summary>
    public required AbstentionScores Abstention { get; init; }

    /// <summary>Gets how good the answers are; null where none were asked for.</summary>
    public required AnswerScores? Answers { get; init; }

    /// <summary>Gets what makes the figures worth less than they look, as sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Gets what came of each question.</summary>
    public required IReadOnlyList<QuestionResult> Results { get; init; }

    /// <summary>Gets how long it took, ingestion included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Returns the report as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, EvaluationJsonContext.Default.EvaluationReport);
}
