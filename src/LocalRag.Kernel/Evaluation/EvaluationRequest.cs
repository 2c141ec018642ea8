namespace LocalRag.Evaluation;

/// <summary>How a dataset is to be evaluated.</summary>
public sealed record EvaluationRequest
{
    /// <summary>Gets the folder into which the documents of the dataset are written, one file each, to be ingested; not needed where they are files already.</summary>
    /// <remarks>It must not exist, or come from an earlier evaluation: files in it that are not of this dataset are deleted.</remarks>
    public string? Folder { get; init; }

    /// <summary>Gets a value indicating whether the documents are ingested first.</summary>
    /// <value>The default is true. False needs an index that has them.</value>
    public bool Ingest { get; init; } = true;

    /// <summary>Gets how many questions are evaluated, spread evenly over the dataset; null for all.</summary>
    public int? Questions { get; init; }

    /// <summary>Gets how many of these questions are also answered by the chat model, spread evenly.</summary>
    /// <value>The default is 0.</value>
    public int Answers { get; init; }

    /// <summary>Gets the context budgets, in tokens of the embedding model, for which it is measured whether the answer is inside; <c>Retrieval:ContextTokens</c> is always among them.</summary>
    /// <value>The default is 320.</value>
    public IReadOnlyList<int> ContextTokens { get; init; } = [320];

    /// <summary>Gets the file for the rankings in TREC's format; null for none.</summary>
    public string? RunFile { get; init; }

    /// <summary>Gets the name of this run in that file.</summary>
    /// <value>The default is <c>localrag</c>.</value>
    public string Tag { get; init; } = "localrag";
}
