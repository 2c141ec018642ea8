using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocalRag.Hosting;

internal static class PipelineRegistration
{
    /// <summary>Puts the fronts of the Chat and Embeddings pipelines before the keyed engines.</summary>
    /// <remarks>An application that registers an unkeyed client or generator of its own, before or after, has that used instead.</remarks>
    public static ILocalRagBuilder AddPipelines(this ILocalRagBuilder builder)
    {
        builder.Services.TryAddSingleton<IChatClient>(provider => new NonOwningChatClient(
            provider.GetKeyedService<IChatClient>(LocalRagKeys.Engine)
            ?? throw new LocalRagException(
                "No chat engine is registered.", "Call AddLlamaCpp() on the builder that AddLocalRag returns, or register an IChatClient.")));
        builder.Services.TryAddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(provider => new NonOwningEmbeddingGenerator(
            provider.GetKeyedService<IEmbeddingGenerator<string, Embedding<float>>>(LocalRagKeys.Engine)
            ?? throw new LocalRagException(
                "No embedding engine is registered.",
                "Call AddOnnxEmbeddings() on the builder that AddLocalRag returns, or register an IEmbeddingGenerator<string, Embedding<float>>.")));
        return builder;
    }
}
