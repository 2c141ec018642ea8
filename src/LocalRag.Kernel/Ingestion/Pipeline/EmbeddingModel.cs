using LocalRag.Ingestion.Chunking;
using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;

namespace LocalRag.Ingestion.Pipeline;

/// <summary>The embedding model of one ingestion, or the reason why there is none.</summary>
/// <param name="Generator">Makes the vectors; null where there is no model.</param>
/// <param name="Counter">Counts tokens as the model does, or estimates them.</param>
/// <param name="Id">The model's id; empty where there is none.</param>
/// <param name="Degraded">Why there are no vectors, as a sentence; null where there are.</param>
internal sealed record EmbeddingModel(IEmbeddingGenerator<string, Embedding<float>>? Generator, ITokenCounter Counter, string Id, string? Degraded)
{
    /// <summary>Finds out whether there is a model by using it: a model file that is missing shows only then.</summary>
    public static async Task<EmbeddingModel> ProbeAsync(
        Func<IEmbeddingGenerator<string, Embedding<float>>?> generatorSource, CancellationToken cancellationToken)
    {
        try
        {
            IEmbeddingGenerator<string, Embedding<float>>? generator = generatorSource();
            if (generator is null)
            {
                return None("No embedding model is set up: the documents are found by their words alone.");
            }

            GeneratedEmbeddings<Embedding<float>> probe = await generator.GenerateAsync(["probe"], cancellationToken: cancellationToken);
            string id = probe[0].ModelId
                ?? (generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata)?.DefaultModelId
                ?? string.Empty;
            Tokenizer? tokenizer = generator.GetService(typeof(Tokenizer)) as Tokenizer;
            return new EmbeddingModel(generator, tokenizer is null ? EstimatedTokenCounter.Instance : new TokenizerTokenCounter(tokenizer), id, Degraded: null);
        }
        catch (ModelUnavailableException exception)
        {
            return None($"{exception.Message} Until then the documents are found by their words alone.");
        }
    }

    private static EmbeddingModel None(string reason) => new(null, EstimatedTokenCounter.Instance, string.Empty, reason);
}
