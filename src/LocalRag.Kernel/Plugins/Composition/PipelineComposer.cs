using LocalRag.Pipelines;
using LocalRag.Plugins.Health;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Composition;

/// <summary>Builds the four chains around the engines: plugin by plugin from the inside out, with a boundary outside each.</summary>
/// <remarks>
/// The answers are composed over the same generation's retrieval and chat, and retrieval over its embeddings, so that one answer
/// never mixes two generations.
/// </remarks>
/// <param name="makeRetriever">Makes the host's retriever over an embedding generator.</param>
/// <param name="makeAnswers">Makes the host's answering client over a retriever and a chat client.</param>
/// <param name="timeProvider">The clock of the boundaries.</param>
/// <param name="layerDeadline">Tells how long a plugin's layers may take in one call; null for no limit.</param>
internal sealed class PipelineComposer(
    Func<IEmbeddingGenerator<string, Embedding<float>>, IRetriever> makeRetriever,
    Func<IRetriever, IChatClient, IChatClient> makeAnswers,
    TimeProvider timeProvider,
    Func<TimeSpan?> layerDeadline)
{
    /// <summary>Composes the chains.</summary>
    /// <param name="chat">The chat engine, which the chain never disposes.</param>
    /// <param name="embeddings">The embedding engine, which the chain never disposes.</param>
    /// <param name="plugins">The plugins, outermost first.</param>
    /// <exception cref="PluginRefusedException">A plugin's layer could not be made.</exception>
    public ComposedPipelines Compose(
        IChatClient chat, IEmbeddingGenerator<string, Embedding<float>> embeddings, IReadOnlyList<PluginInstance> plugins)
    {
        List<PipelineLayer> layers = [];
        IChatClient chatChain = Stack(
            PipelineKind.Chat, chat, plugins, layers,
            (inner, plugin) => plugin.Builder.BuildChat(inner, plugin.Services),
            (inner, meter) => new BoundaryChatClient(inner, meter));
        IEmbeddingGenerator<string, Embedding<float>> embeddingsChain = Stack(
            PipelineKind.Embeddings, embeddings, plugins, layers,
            (inner, plugin) => plugin.Builder.BuildEmbeddings(inner, plugin.Services),
            (inner, meter) => new BoundaryEmbeddingGenerator(inner, meter));
        IRetriever retrievalChain = Stack(
            PipelineKind.Retrieval, makeRetriever(embeddingsChain), plugins, layers,
            (inner, plugin) => plugin.Builder.BuildRetrieval(inner, plugin.Services),
            (inner, meter) => new BoundaryRetriever(inner, meter));
        IChatClient answersChain = Stack(
            PipelineKind.Answers, makeAnswers(retrievalChain, chatChain), plugins, layers,
            (inner, plugin) => plugin.Builder.BuildAnswers(inner, plugin.Services),
            (inner, meter) => new BoundaryChatClient(inner, meter));
        return new ComposedPipelines(new PipelineSet(answersChain, chatChain, embeddingsChain, retrievalChain), layers);
    }

    private T Stack<T>(
        PipelineKind pipeline, T innermost, IReadOnlyList<PluginInstance> plugins, List<PipelineLayer> layers,
        Func<T, PluginInstance, T> build, Func<T, BoundaryMeter, T> boundary)
        where T : class
    {
        TimeSpan? deadline = layerDeadline();
        BoundaryMeter meter = new(owner: null, inner: null, timeProvider, deadline);
        T chain = plugins.Count == 0 ? innermost : boundary(innermost, meter);
        layers.Add(new PipelineLayer(pipeline, null, innermost, meter));
        for (int i = plugins.Count - 1; i >= 0; i--)
        {
            PluginInstance plugin = plugins[i];
            T layered = BuildLayer(pipeline, chain, plugin, build);
            if (!ReferenceEquals(layered, chain))
            {
                meter = new BoundaryMeter(plugin.Health, meter, timeProvider, deadline);
                chain = boundary(layered, meter);
                layers.Add(new PipelineLayer(pipeline, plugin.Id, layered, meter));
            }
        }

        return chain;
    }

    private static T BuildLayer<T>(PipelineKind pipeline, T inner, PluginInstance plugin, Func<T, PluginInstance, T> build)
    {
        try
        {
            return build(inner, plugin);
        }
        catch (Exception exception)
        {
            // Text, not the exception: an exception of a plugin's type would keep its assembly loaded.
            throw new PluginRefusedException(
                plugin.Id, $"The plugin {plugin.Id} failed to make its layer of the {pipeline} pipeline: {ExceptionText.Of(exception)}", "Fix the plugin; the one before stays in use.");
        }
    }
}
