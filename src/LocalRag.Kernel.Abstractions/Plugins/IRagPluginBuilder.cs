using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag;

/// <summary>What a plugin adds to: four pipelines, its own services, and settings that it proposes.</summary>
/// <remarks>In each pipeline the first <c>Use</c> of a plugin is its outermost layer.</remarks>
public interface IRagPluginBuilder
{
    /// <summary>Gets the plugin's own services; layers get them from the provider that a <c>Use</c> factory is given, together with the host's.</summary>
    IServiceCollection Services { get; }

    /// <summary>Gets the layers around the answers: a question in, a cited answer out.</summary>
    ChatClientBuilder Answers { get; }

    /// <summary>Gets the layers around the chat model: a prompt in, tokens out.</summary>
    ChatClientBuilder Chat { get; }

    /// <summary>Gets the layers around the embedding model.</summary>
    EmbeddingGeneratorBuilder<string, Embedding<float>> Embeddings { get; }

    /// <summary>Gets the layers around retrieval.</summary>
    RetrieverBuilder Retrieval { get; }

    /// <summary>Gets the settings that the plugin proposes, such as <c>Llama:ContextTokens</c>; what the user has set stands above them.</summary>
    IDictionary<string, string?> Settings { get; }

    /// <summary>Gets the plugin's own section of the configuration, <c>LocalRag:Plugins:&lt;id&gt;</c>.</summary>
    IConfigurationSection Configuration { get; }
}
