using LocalRag.LlamaCpp;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag;

/// <summary>Adds the llama.cpp engine to a host.</summary>
public static class LlamaCppBuilderExtensions
{
    /// <summary>Adds <see cref="LlamaChatClient"/> as the chat engine, under <see cref="LocalRagKeys.Engine"/>, with its settings in the section <c>Llama</c>.</summary>
    /// <remarks>The libraries and the model are loaded by the first request.</remarks>
    /// <param name="builder">The host.</param>
    /// <returns>The same builder.</returns>
    public static ILocalRagBuilder AddLlamaCpp(this ILocalRagBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddSettings<LlamaOptions, LlamaOptionsValidator>("Llama");
        builder.Services.AddSingleton<LlamaChatClient>();
        builder.Services.AddSingleton<ModelOptimizer>();
        builder.Services.AddKeyedSingleton<IChatClient>(
            LocalRagKeys.Engine, static (services, _) => services.GetRequiredService<LlamaChatClient>());
        return builder;
    }
}
