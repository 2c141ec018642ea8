namespace LocalRag.Evaluation;

/// <summary>What an evaluation is doing.</summary>
public enum EvaluationStage
{
    /// <summary>Documents are put into the index.</summary>
    Ingesting,

    /// <summary>Questions are searched for.</summary>
    Retrieving,

    /// <summary>Questions are answered.</summary>
    Answering,
}
