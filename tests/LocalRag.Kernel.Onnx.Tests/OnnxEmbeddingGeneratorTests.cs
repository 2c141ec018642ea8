using System.Numerics.Tensors;
using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;

namespace LocalRag.Onnx.Tests;

public class OnnxEmbeddingGeneratorTests(SharedGenerator shared) : IClassFixture<SharedGenerator>
{
    private static readonly string[] s_texts =
    [
        "How do I restore a backup of the index?",
        "A backup is restored by copying the index file back while nothing is running.",
        "",
        "Bread rises because yeast makes gas.",
        string.Join(' ', Enumerable.Repeat("A long paragraph about nothing in particular.", 12)),
        "short",
    ];

    [Theory]
    [MemberData(nameof(GoldenCases.All), MemberType = typeof(GoldenCases))]
    public async Task Vector_GoldenCase_IsThatOfTheInt8Model(int number)
    {
        GoldenCase golden = GoldenCases.Get(number);

        ReadOnlyMemory<float> vector = await shared.Generator.GenerateVectorAsync(golden.Text, cancellationToken: TestContext.Current.CancellationToken);

        Assert.InRange(TensorPrimitives.CosineSimilarity(vector.Span, golden.QuantizedVector), 0.999f, 1.001f);
    }

    [Theory]
    [MemberData(nameof(GoldenCases.Sentences), MemberType = typeof(GoldenCases))]
    public async Task Vector_GoldenSentence_IsNearThatOfTheFloatModel(int number)
    {
        GoldenCase golden = GoldenCases.Get(number);

        ReadOnlyMemory<float> vector = await shared.Generator.GenerateVectorAsync(golden.Text, cancellationToken: TestContext.Current.CancellationToken);

        Assert.InRange(TensorPrimitives.CosineSimilarity(vector.Span, golden.FullVector), 0.99f, 1.001f);
    }

    [Fact]
    public async Task Vectors_OfTheCommittedCases_AreAsRecorded()
    {
        GeneratedEmbeddings<Embedding<float>> embeddings = await shared.Generator.GenerateAsync(
            GoldenCases.Committed.Select(golden => golden.Text), cancellationToken: TestContext.Current.CancellationToken);

        Assert.All(GoldenCases.Committed.Zip(embeddings), pair => Assert.InRange(
            TensorPrimitives.CosineSimilarity(pair.First.QuantizedVector, pair.Second.Vector.Span), 0.999f, 1.001f));
    }

    [Fact]
    public async Task Vector_AnyText_HasUnitLengthAndTheModelsId()
    {
        using OnnxEmbeddingGenerator generator = Generators.Create();

        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(s_texts, cancellationToken: TestContext.Current.CancellationToken);

        Assert.All(embeddings, embedding => Assert.Equal((384, "all-minilm-l6-v2-int8"), (embedding.Dimensions, embedding.ModelId)));
        Assert.All(embeddings, embedding => Assert.Equal(1, TensorPrimitives.Norm(embedding.Vector.Span), 1e-5f));
    }

    [Fact]
    public async Task Vector_OfAPassage_IsNearestToItsQuestion()
    {
        using OnnxEmbeddingGenerator generator = Generators.Create();

        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(s_texts, cancellationToken: TestContext.Current.CancellationToken);
        IEnumerable<float> cosines = embeddings.Skip(1).Select(passage => TensorPrimitives.Dot(embeddings[0].Vector.Span, passage.Vector.Span));

        Assert.Equal(0, cosines.Index().MaxBy(cosine => cosine.Item).Index);
    }

    [Fact]
    public async Task Batches_OfOne_GiveTheVectorsOfSingleCalls()
    {
        using OnnxEmbeddingGenerator generator = Generators.Create();

        GeneratedEmbeddings<Embedding<float>> together = await generator.GenerateAsync(s_texts, cancellationToken: TestContext.Current.CancellationToken);
        List<float[]> alone = [];
        foreach (string text in s_texts)
        {
            alone.Add((await generator.GenerateVectorAsync(text, cancellationToken: TestContext.Current.CancellationToken)).ToArray());
        }

        Assert.Equal(alone, together.Select(embedding => embedding.Vector.ToArray()));
    }

    [Fact]
    public async Task Batches_OfSeveral_KeepTheOrder()
    {
        using OnnxEmbeddingGenerator single = Generators.Create();
        using OnnxEmbeddingGenerator batched = Generators.Create(options => (options.BatchSize, options.BatchTokens) = (16, 64));

        GeneratedEmbeddings<Embedding<float>> expected = await single.GenerateAsync(s_texts, cancellationToken: TestContext.Current.CancellationToken);
        GeneratedEmbeddings<Embedding<float>> actual = await batched.GenerateAsync(s_texts, cancellationToken: TestContext.Current.CancellationToken);

        Assert.All(expected.Zip(actual), pair => Assert.InRange(
            TensorPrimitives.Dot(pair.First.Vector.Span, pair.Second.Vector.Span), 0.999f, 1.001f));
    }

    [Fact]
    public async Task Usage_OfACall_CountsTheTokensThatWereRead()
    {
        using OnnxEmbeddingGenerator generator = Generators.Create();

        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(["hello world", ""], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(6, embeddings.Usage?.InputTokenCount);
        Assert.Null(embeddings.Usage?.AdditionalCounts);
    }

    [Fact]
    public async Task Truncation_IsReportedOnTheEmbeddingTheUsageAndTheLog()
    {
        RecordingLogger logger = new();
        using OnnxEmbeddingGenerator generator = Generators.Create(logger: logger);
        string text = string.Join(' ', Enumerable.Repeat("secret", 300));

        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(["short", text], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Null(embeddings[0].AdditionalProperties);
        Assert.Equal(46, embeddings[1].AdditionalProperties?[OnnxEmbeddingGenerator.TruncatedTokens]);
        Assert.Equal(46, embeddings.Usage?.AdditionalCounts?[OnnxEmbeddingGenerator.TruncatedTokens]);
        Assert.Contains(logger.Lines, line => line.Contains("46 tokens were left out", StringComparison.Ordinal));
        Assert.All(logger.Lines, line => Assert.DoesNotContain("secret", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Text_OfTenMegabytes_IsEmbeddedFromItsBeginning()
    {
        using OnnxEmbeddingGenerator generator = Generators.Create();
        string text = string.Concat(Enumerable.Repeat("Ten bytes. ", 1_000_000));

        GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync([text], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((256L, 3_000_000L - 254), (embeddings.Usage?.InputTokenCount, embeddings.Usage?.AdditionalCounts?[OnnxEmbeddingGenerator.TruncatedTokens]));
    }

    [Fact]
    public async Task Calls_FromManyThreads_GiveTheSameVectors()
    {
        using OnnxEmbeddingGenerator generator = Generators.Create(options => options.ConcurrentBatches = 2);
        float[][] expected = [.. (await generator.GenerateAsync(s_texts, cancellationToken: TestContext.Current.CancellationToken)).Select(embedding => embedding.Vector.ToArray())];

        GeneratedEmbeddings<Embedding<float>>[] results = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => Task.Run(() => generator.GenerateAsync(s_texts, cancellationToken: TestContext.Current.CancellationToken))));

        Assert.All(results, result => Assert.Equal(expected, result.Select(embedding => embedding.Vector.ToArray())));
    }

    [Fact]
    public async Task Cancellation_BetweenBatches_EndsTheCallWithItsToken()
    {
        using OnnxEmbeddingGenerator generator = Generators.Create();
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await generator.GenerateAsync(["load"], cancellationToken: source.Token);

        Task<GeneratedEmbeddings<Embedding<float>>> call = generator.GenerateAsync(Enumerable.Repeat(s_texts[4], 100_000), cancellationToken: source.Token);
        await source.CancelAsync();

        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(source.Token, exception.CancellationToken);
    }

    [Fact]
    public async Task Nothing_ToEmbed_NeedsNoModel()
    {
        using OnnxEmbeddingGenerator generator = Generators.Create(options => options.Model = "missing");

        Assert.Empty(await generator.GenerateAsync([], cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Text_Null_IsRefused()
    {
        using OnnxEmbeddingGenerator generator = Generators.Create();

        await Assert.ThrowsAsync<ArgumentException>(() => generator.GenerateAsync(["a", null!], cancellationToken: TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(128, null)]
    [InlineData(null, "another-model")]
    public async Task Options_ThatTheModelCannotMeet_AreRefused(int? dimensions, string? model)
    {
        using OnnxEmbeddingGenerator generator = Generators.Create();
        EmbeddingGenerationOptions options = new() { Dimensions = dimensions, ModelId = model };

        await Assert.ThrowsAsync<LocalRagException>(() => generator.GenerateAsync(["a"], options, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task GetService_Metadata_KnowsTheLengthOnceTheModelIsLoaded()
    {
        using OnnxEmbeddingGenerator generator = Generators.Create();
        EmbeddingGeneratorMetadata? before = generator.GetService<EmbeddingGeneratorMetadata>();

        await generator.GenerateAsync(["load"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(("all-minilm-l6-v2-int8", null), (before?.DefaultModelId, before?.DefaultModelDimensions));
        Assert.Equal(384, generator.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelDimensions);
    }

    [Fact]
    public void GetService_Tokenizer_CountsTokensOfText()
    {
        using OnnxEmbeddingGenerator generator = Generators.Create();

        Assert.Equal(5, generator.GetService<Tokenizer>()?.CountTokens("Hello, crème world"));
    }

    [Fact]
    public void GetService_OtherTypesAndKeys_AreNull()
    {
        using OnnxEmbeddingGenerator generator = Generators.Create();

        Assert.Same(generator, generator.GetService(typeof(OnnxEmbeddingGenerator)));
        Assert.Null(generator.GetService(typeof(string)));
        Assert.Null(generator.GetService(typeof(Tokenizer), "key"));
    }

    [Fact]
    public async Task Dispose_Twice_LeavesADisposedGenerator()
    {
        OnnxEmbeddingGenerator generator = Generators.Create();
        await generator.GenerateAsync(["load"], cancellationToken: TestContext.Current.CancellationToken);

        generator.Dispose();
        generator.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync(["a"], cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Dispose_WhileCallsRun_EndsThemCleanly()
    {
        OnnxEmbeddingGenerator generator = Generators.Create();
        await generator.GenerateAsync(["load"], cancellationToken: TestContext.Current.CancellationToken);
        Task[] calls = [.. Enumerable.Range(0, 4).Select(_ => generator.GenerateAsync(Enumerable.Repeat(s_texts[4], 1000), cancellationToken: TestContext.Current.CancellationToken))];

        generator.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Task.WhenAll(calls));
        Assert.All(calls, call => Assert.IsType<ObjectDisposedException>(call.Exception?.InnerException));
    }
}
