using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Memory;

/// <summary>Hands texts on in batches that are small where memory is short, so that a large call takes no more of it than a small one.</summary>
internal sealed class BudgetedEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, IMemoryArbiter memory, IdleWatch watch)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner), IEmbeddingFingerprint
{
    // However the texts are divided, each gets the vector of the generator inside.
    public ValueTask<string?> GetAsync(CancellationToken cancellationToken = default) =>
        (InnerGenerator.GetService(typeof(IEmbeddingFingerprint)) as IEmbeddingFingerprint)?.GetAsync(cancellationToken) ?? ValueTask.FromResult<string?>(null);

    /// <inheritdoc/>
    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        using IdleWatch.Call call = watch.Begin();
        string[] texts = [.. values];
        int end = EmbeddingBudget.Take(texts, 0, memory.Status.Available);
        GeneratedEmbeddings<Embedding<float>> embeddings = await base.GenerateAsync(texts[..end], options, cancellationToken);
        while (end < texts.Length)
        {
            // Asked again each time: what is left changes in the course of a large call.
            int start = end;
            end = EmbeddingBudget.Take(texts, start, memory.Status.Available);
            Append(embeddings, await base.GenerateAsync(texts[start..end], options, cancellationToken));
        }

        return embeddings;
    }

    private static void Append(GeneratedEmbeddings<Embedding<float>> embeddings, GeneratedEmbeddings<Embedding<float>> more)
    {
        embeddings.AddRange(more);
        if (more.Usage is { } usage)
        {
            (embeddings.Usage ??= new UsageDetails()).Add(usage);
        }

        foreach ((string key, object? value) in more.AdditionalProperties ?? [])
        {
            (embeddings.AdditionalProperties ??= [])[key] = value;
        }
    }
}
