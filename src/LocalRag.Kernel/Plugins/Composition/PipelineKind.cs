namespace LocalRag.Plugins;

/// <summary>The pipelines that plugins put layers around.</summary>
public enum PipelineKind
{
    /// <summary>A question in, a cited answer out.</summary>
    Answers,

    /// <summary>A prompt in, tokens out.</summary>
    Chat,

    /// <summary>Texts in, vectors out.</summary>
    Embeddings,

    /// <summary>A question in, passages out.</summary>
    Retrieval,
}
