using LocalRag.Onnx;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LocalRag;

/// <summary>Adds embeddings by ONNX Runtime to a host.</summary>
public static class OnnxLocalRagBuilderExtensions
{
    /// <summary>Adds the embedding generator under <see cref="LocalRagKeys.Engine"/>, and its settings, section <c>Onnx</c>. The model is loaded at first use.</summary>
    public static ILocalRagBuilder AddOnnxEmbeddings(this ILocalRagBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddSettings<OnnxOptions, OnnxOptionsValidator>("Onnx");
        builder.Services.TryAddKeyedSingleton<IEmbeddingGenerator<string, Embedding<float>>>(
            LocalRagKeys.Engine,
            static (services, _) => new OnnxEmbeddingGenerator(
                services.GetRequiredService<IModelStore>(),
                services.GetRequiredService<IOptions<OnnxOptions>>(),
                services.GetService<ILogger<OnnxEmbeddingGenerator>>(),
                services.GetService<IMemoryArbiter>(),
                services.GetRequiredService<IOptionsMonitor<OnnxOptions>>(),
                services.GetService<TimeProvider>()));
        return builder;
    }
}
