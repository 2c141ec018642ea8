using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Composition;

/// <summary>The engines that every generation stands on. They belong to the host, and outlive all generations.</summary>
internal sealed record EngineSet(IChatClient Chat, IEmbeddingGenerator<string, Embedding<float>> Embeddings);
