using Microsoft.Extensions.AI;

namespace LocalRag.Pipelines;

/// <summary>The outermost service of each pipeline.</summary>
internal sealed record PipelineSet(
    IChatClient Answers,
    IChatClient Chat,
    IEmbeddingGenerator<string, Embedding<float>> Embeddings,
    IRetriever Retrieval);
