namespace LocalRag.Evaluation;

/// <summary>A question of an evaluation dataset, with what is known about its answer.</summary>
/// <param name="Id">Its identity in the dataset.</param>
/// <param name="Text">The question.</param>
/// <param name="Relevant">The documents that answer it, with their grade: 1 or more; empty where nothing in the dataset does.</param>
/// <param name="Answers">Texts any of which is the answer; empty where the dataset has none.</param>
public sealed record EvaluationQuestion(string Id, string Text, IReadOnlyDictionary<string, int> Relevant, IReadOnlyList<string> Answers)
{
    /// <summary>Gets a value indicating whether the dataset has an answer; a question without one should not be answered.</summary>
    public bool Answerable => Relevant.Count > 0;
}
