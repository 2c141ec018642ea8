using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Cache;

/// <summary>Keeps vectors, by text and model, in memory and on disk. Of the texts of a call only those that nobody has embedded, or is embedding, reach the model.</summary>
internal sealed class EmbeddingCache(
    IEmbeddingGenerator<string, Embedding<float>> inner, CacheLevel<Embedding<float>> level, ISettingsFingerprint settings, IEmbeddingStore? store)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    /// <summary>The name under which lookups on disk are counted.</summary>
    private const string Disk = "embedding.disk";

    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        CacheUse use = CacheControl.Read(options?.AdditionalProperties);
        string before = settings.Current;
        if (use == CacheUse.Bypass || texts.Length == 0 || Array.IndexOf(texts, null) >= 0 || FindKeys(texts, options, before) is not { } keys)
        {
            return await base.GenerateAsync(texts, options, cancellationToken);
        }

        Dictionary<CacheKey, Embedding<float>> found = [];
        Dictionary<CacheKey, string> missing = [];
        for (int i = 0; i < texts.Length; i++)
        {
            if (!found.ContainsKey(keys[i]) && !missing.ContainsKey(keys[i]))
            {
                if (use == CacheUse.Default && level.Find(keys[i]) is { } kept)
                {
                    found[keys[i]] = kept;
                }
                else
                {
                    missing[keys[i]] = texts[i];
                }
            }
        }

        UsageDetails usage = new() { InputTokenCount = 0, TotalTokenCount = 0 };
        if (missing.Count > 0)
        {
            await EmbedAsync(missing, found, use, options, usage, before, cancellationToken);
        }

        return new GeneratedEmbeddings<Embedding<float>>(keys.Select(key => Copy(found[key], found[key].Vector))) { Usage = usage };
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(ICacheLevel) ? level : base.GetService(serviceType, serviceKey);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            level.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task EmbedAsync(
        Dictionary<CacheKey, string> missing, Dictionary<CacheKey, Embedding<float>> found, CacheUse use, EmbeddingGenerationOptions? options,
        UsageDetails usage, string before, CancellationToken cancellationToken)
    {
        Dictionary<CacheKey, Flight<Embedding<float>>> led = [];
        Dictionary<CacheKey, Flight<Embedding<float>>> others = [];
        foreach (CacheKey key in use == CacheUse.Default ? missing.Keys : Enumerable.Empty<CacheKey>())
        {
            Flight<Embedding<float>> flight = level.Join(key, out bool leads);
            (leads ? led : others)[key] = flight;
        }

        try
        {
            // Own work first and then the wait: two calls that have some of each other's texts can't wait for each other for ever.
            await ComputeAsync([.. missing.Where(pair => !others.ContainsKey(pair.Key))], found, use, options, usage, before, cancellationToken);
        }
        finally
        {
            foreach ((CacheKey key, Flight<Embedding<float>> flight) in led)
            {
                level.Land(key, flight, found.ContainsKey(key) ? FlightEnd.Shared : FlightEnd.Cancelled, found.GetValueOrDefault(key));
            }
        }

        List<KeyValuePair<CacheKey, string>> abandoned = [];
        foreach ((CacheKey key, Flight<Embedding<float>> flight) in others)
        {
            if (await level.WaitAsync(flight, cancellationToken) is { } embedding)
            {
                found[key] = embedding;
            }
            else
            {
                abandoned.Add(KeyValuePair.Create(key, missing[key]));
            }
        }

        await ComputeAsync(abandoned, found, use, options, usage, before, cancellationToken);
    }

    private async Task ComputeAsync(
        List<KeyValuePair<CacheKey, string>> texts, Dictionary<CacheKey, Embedding<float>> found, CacheUse use, EmbeddingGenerationOptions? options,
        UsageDetails usage, string before, CancellationToken cancellationToken)
    {
        string? fingerprint = texts.Count == 0 ? null : await FindFingerprintAsync(options, cancellationToken);
        if (fingerprint is not null && use == CacheUse.Default)
        {
            texts = await ReadAsync(fingerprint, texts, found, before, cancellationToken);
        }

        if (texts.Count == 0)
        {
            return;
        }

        GeneratedEmbeddings<Embedding<float>> computed = await base.GenerateAsync(texts.Select(pair => pair.Value), options, cancellationToken);
        if (computed.Count != texts.Count)
        {
            throw new LocalRagException($"The embedding model returned {computed.Count} vectors for {texts.Count} texts.", "Use another model, or another engine.");
        }

        for (int i = 0; i < texts.Count; i++)
        {
            // A vector may be a part of a larger array, which would be held with it.
            found[texts[i].Key] = Copy(computed[i], computed[i].Vector.ToArray());
            Put(texts[i].Key, found[texts[i].Key], before);
        }

        if (computed.Usage is { } used)
        {
            usage.Add(used);
        }

        // The same one as before: no other model can have been loaded meanwhile.
        if (fingerprint is not null && fingerprint == await FindFingerprintAsync(options, cancellationToken))
        {
            await store!.KeepAsync(fingerprint, [.. texts.Select(pair => pair.Value)], [.. texts.Select(pair => found[pair.Key])], cancellationToken);
        }
    }

    /// <summary>Finds what is on disk.</summary>
    /// <returns>What is not.</returns>
    private async Task<List<KeyValuePair<CacheKey, string>>> ReadAsync(
        string fingerprint, List<KeyValuePair<CacheKey, string>> texts, Dictionary<CacheKey, Embedding<float>> found, string before, CancellationToken cancellationToken)
    {
        IReadOnlyList<Embedding<float>?> kept = await store!.FindAsync(fingerprint, [.. texts.Select(pair => pair.Value)], cancellationToken);
        List<KeyValuePair<CacheKey, string>> left = [];
        for (int i = 0; i < texts.Count; i++)
        {
            LocalRagTelemetry.CountCacheLookup(Disk, kept[i] is not null);
            if (kept[i] is { } embedding)
            {
                found[texts[i].Key] = embedding;
                Put(texts[i].Key, embedding, before);
            }
            else
            {
                left.Add(texts[i]);
            }
        }

        return left;
    }

    // With options of its own a call asks for something that the fingerprint does not know.
    private ValueTask<string?> FindFingerprintAsync(EmbeddingGenerationOptions? options, CancellationToken cancellationToken) =>
        store is not null && (options is null or { ModelId: null, Dimensions: null }) && options?.AdditionalProperties?.Keys.Any(key => key != CacheControl.UseKey) is not true
            && InnerGenerator.GetService(typeof(IEmbeddingFingerprint)) is IEmbeddingFingerprint fingerprint
            ? fingerprint.GetAsync(cancellationToken)
            : ValueTask.FromResult<string?>(null);

    private void Put(CacheKey key, Embedding<float> embedding, string before)
    {
        if (ReferenceEquals(before, settings.Current))
        {
            level.Put(key, embedding, 128 + ((long)embedding.Vector.Length * sizeof(float)));
        }
    }

    private CacheKey[]? FindKeys(string[] texts, EmbeddingGenerationOptions? options, string fingerprint)
    {
        EmbeddingGeneratorMetadata? model = InnerGenerator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        CacheKey[] keys = new CacheKey[texts.Length];
        using CacheKeyWriter key = new();
        for (int i = 0; i < texts.Length; i++)
        {
            key.Add(fingerprint).Add(model?.ProviderName).Add(model?.ProviderUri?.ToString()).Add(model?.DefaultModelId)
                .Add(options?.ModelId).Add(options?.Dimensions).Add(texts[i]);
            if (options?.RawRepresentationFactory is not null || !key.TryAdd(options?.AdditionalProperties))
            {
                return null;
            }

            keys[i] = key.ToKey();
        }

        return keys;
    }

    private static Embedding<float> Copy(Embedding<float> embedding, ReadOnlyMemory<float> vector) => new(vector)
    {
        ModelId = embedding.ModelId,
        CreatedAt = embedding.CreatedAt,
        AdditionalProperties = embedding.AdditionalProperties?.Clone(),
    };
}
