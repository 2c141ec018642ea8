using LocalRag.Pipelines;

namespace LocalRag.Plugins.Composition;

/// <summary>Four chains around the engines. Disposing them disposes the layers, and never an engine.</summary>
/// <param name="Heads">The outermost service of each pipeline.</param>
/// <param name="Layers">What they consist of, innermost first within each pipeline.</param>
internal sealed record ComposedPipelines(PipelineSet Heads, IReadOnlyList<PipelineLayer> Layers) : IDisposable
{
    public void Dispose()
    {
        Heads.Answers.Dispose();
        Heads.Retrieval.Dispose();
        Heads.Embeddings.Dispose();
        Heads.Chat.Dispose();
    }
}
