using System.Globalization;
using Microsoft.Extensions.AI;

namespace LocalRag.Testing;

/// <summary>What a layer of the Embeddings pipeline must hold to. Derive one class for each layer.</summary>
public abstract class EmbeddingLayerConformanceTests : LayerConformanceTests<IEmbeddingGenerator<string, Embedding<float>>>
{
    private const int Dimensions = 8;

    private protected sealed override IReadOnlyList<LayerCall<IEmbeddingGenerator<string, Embedding<float>>>> Calls { get; } =
    [
        new("GenerateAsync", async (generator, question, token) => Write(await generator.GenerateAsync([question, question + " again"], null, token))),
    ];

    /// <summary>Each text gets its own vector, in the order of the texts, however many there are and whether or not one stands there twice.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(257)]
    public async Task Order_count_and_dimension_are_kept(int texts)
    {
        using IEmbeddingGenerator<string, Embedding<float>> layer = CreateChecked(CreateInner());
        string[] values = [.. Enumerable.Range(0, texts).Select(i => $"text {i % 100}")];

        GeneratedEmbeddings<Embedding<float>> embeddings = await layer.GenerateAsync(values, null, Token);

        Assert.Equal(values.Select(value => Write(Vector(value))), embeddings.Select(embedding => Write(embedding.Vector.Span)));
    }

    /// <summary>Texts that were embedded before, in another order and among others, still get their own vectors.</summary>
    [Fact]
    public async Task Texts_that_were_seen_before_get_their_own_vectors()
    {
        using IEmbeddingGenerator<string, Embedding<float>> layer = CreateChecked(CreateInner());
        await layer.GenerateAsync(["a", "b", "c", "d"], null, Token);

        string[] values = ["e", "c", "f", "a", "c"];
        GeneratedEmbeddings<Embedding<float>> embeddings = await layer.GenerateAsync(values, null, Token);

        Assert.Equal(values.Select(value => Write(Vector(value))), embeddings.Select(embedding => Write(embedding.Vector.Span)));
    }

    /// <summary>No texts, no vectors, no error.</summary>
    [Fact]
    public async Task Empty_input_gives_no_vectors()
    {
        using IEmbeddingGenerator<string, Embedding<float>> layer = CreateChecked(CreateInner());

        Assert.Empty(await layer.GenerateAsync([], null, Token));
        Assert.Single(await layer.GenerateAsync([string.Empty], null, Token));
    }

    /// <summary>Neither the caller's texts nor its options are changed.</summary>
    [Fact]
    public async Task Texts_and_options_of_the_caller_are_not_changed()
    {
        using IEmbeddingGenerator<string, Embedding<float>> layer = CreateChecked(CreateInner());
        List<string> values = ["b", "a", "a"];
        EmbeddingGenerationOptions options = new() { ModelId = "wanted", AdditionalProperties = new AdditionalPropertiesDictionary { ["mark"] = "of the caller" } };

        await layer.GenerateAsync(values, options, Token);

        Assert.Equal(["b", "a", "a"], values);
        Assert.Equal("wanted", options.ModelId);
        Assert.Null(options.Dimensions);
        Assert.Equal("of the caller", Assert.Single(options.AdditionalProperties).Value);
    }

    /// <summary>What a caller does to a result has no effect on the next one.</summary>
    [Fact]
    public async Task Result_that_the_caller_changes_is_not_given_out_again()
    {
        using IEmbeddingGenerator<string, Embedding<float>> layer = CreateChecked(CreateInner());
        GeneratedEmbeddings<Embedding<float>> first = await layer.GenerateAsync(["a", "b"], null, Token);

        first.Clear();
        GeneratedEmbeddings<Embedding<float>> second = await layer.GenerateAsync(["a", "b"], null, Token);

        Assert.Equal(2, second.Count);
    }

    /// <summary>Makes a new layer around a generator; called many times in a test class.</summary>
    protected abstract IEmbeddingGenerator<string, Embedding<float>> CreateLayer(IEmbeddingGenerator<string, Embedding<float>> inner);

    private protected sealed override IEmbeddingGenerator<string, Embedding<float>> Create(IEmbeddingGenerator<string, Embedding<float>> inner) => CreateLayer(inner);

    private protected sealed override InnerService<IEmbeddingGenerator<string, Embedding<float>>> CreateInner()
    {
        InnerService<IEmbeddingGenerator<string, Embedding<float>>> inner = new();
        TestEmbeddingGenerator generator = new() { OnGenerate = Vector, OnCall = inner.EnterAsync };
        (inner.Service, inner.Disposed, inner.Forget) = (generator, () => generator.Disposed, generator.Forget);
        return inner;
    }

    private protected sealed override object? GetService(IEmbeddingGenerator<string, Embedding<float>> service, Type serviceType, object? serviceKey) =>
        service.GetService(serviceType, serviceKey);

    private static float[] Vector(string text)
    {
        float[] vector = new float[Dimensions];
        for (int i = 0; i < text.Length; i++)
        {
            vector[i % Dimensions] += text[i] * (1 + (i / (float)Dimensions));
        }

        return vector;
    }

    private static string Write(GeneratedEmbeddings<Embedding<float>> embeddings) => string.Join('\n', embeddings.Select(embedding => Write(embedding.Vector.Span)));

    private static string Write(ReadOnlySpan<float> vector)
    {
        List<string> values = [];
        foreach (float value in vector)
        {
            values.Add(value.ToString("R", CultureInfo.InvariantCulture));
        }

        return string.Join(' ', values);
    }
}
