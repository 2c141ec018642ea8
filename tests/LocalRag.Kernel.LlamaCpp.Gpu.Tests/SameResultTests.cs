using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Native;
using LocalRag.LlamaCpp.Optimization;
using LocalRag.Testing;

namespace LocalRag.LlamaCpp.Gpu.Tests;

/// <summary>What a device computes, against what the processor computes of the same tokens.</summary>
public sealed class SameResultTests
{
    // Both round differently: the device multiplies 16-bit numbers where the processor multiplies 8-bit ones.
    private const double PerplexityTolerance = 0.01;
    private const double LeastCosine = 0.999;

    private static readonly string[] s_questions = ["What is the capital of France?", "List three colours.", "Why is the sky blue?", "Write one sentence about rain."];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-1)]
    [InlineData(12)]
    public void Perplexity_IsThatOfTheProcessor(int layers)
    {
        LlamaDevice gpu = GpuFixture.Gpu;
        using LlamaModel onProcessor = Load(gpu, 0);
        using LlamaModel onDevice = Load(gpu, layers);
        int[] tokens = Tokens(onProcessor);

        double expected = Perplexity.Compute(onProcessor, tokens, threads: 2, progress: null, Token);
        double actual = Perplexity.Compute(onDevice, tokens, threads: 2, progress: null, Token);

        TestContext.Current.TestOutputHelper?.WriteLine($"perplexity {expected:0.0000} on the processor, {actual:0.0000} with {layers} layers on {gpu.Name}");
        Assert.InRange(actual / expected, 1 - PerplexityTolerance, 1 + PerplexityTolerance);
    }

    [Theory]
    [InlineData(FlashAttention.On)]
    [InlineData(FlashAttention.Off)]
    public void Logits_PointTheSameWay(FlashAttention attention)
    {
        LlamaDevice gpu = GpuFixture.Gpu;
        using LlamaModel onProcessor = Load(gpu, 0);
        using LlamaModel onDevice = Load(gpu, -1);
        int[] tokens = Tokens(onProcessor)[..200];

        float[] expected = Logits(onProcessor, Options(gpu, 0, attention), tokens);
        float[] actual = Logits(onDevice, Options(gpu, -1, attention), tokens);

        TestContext.Current.TestOutputHelper?.WriteLine($"cosine {Cosine(expected, actual):0.000000}, largest difference {expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max():0.0000}");
        Assert.True(Cosine(expected, actual) >= LeastCosine);
        Assert.Equal(Array.IndexOf(expected, expected.Max()), Array.IndexOf(actual, actual.Max()));
    }

    [Fact]
    public async Task GreedyAnswers_BeginLikeThoseOfTheProcessor()
    {
        _ = GpuFixture.Gpu;
        using LlamaChatClient onProcessor = GpuFixture.NewClient(GpuFixture.NewOptions(0));
        using LlamaChatClient onDevice = GpuFixture.NewClient(GpuFixture.NewOptions());
        int same = 0;
        foreach (string question in s_questions)
        {
            // A near tie may fall the other way later on, and the texts part there.
            string expected = await GpuFixture.AnswerAsync(onProcessor, question, 8, Token);
            string actual = await GpuFixture.AnswerAsync(onDevice, question, 8, Token);
            TestContext.Current.TestOutputHelper?.WriteLine($"{expected} | {actual}");
            same += expected == actual ? 1 : 0;
        }

        Assert.InRange(same, s_questions.Length - 1, s_questions.Length);
    }

    [Fact]
    public async Task Answers_AreTheSame_EachTime()
    {
        _ = GpuFixture.Gpu;
        using LlamaChatClient client = GpuFixture.NewClient(GpuFixture.NewOptions());

        string first = await GpuFixture.AnswerAsync(client, s_questions[1], 12, Token);

        Assert.Equal(first, await GpuFixture.AnswerAsync(client, s_questions[1], 12, Token));
    }

    private static LlamaModel Load(LlamaDevice gpu, int layers) => LlamaModel.Load(RepositoryPaths.ChatModel, Options(gpu, layers, FlashAttention.Auto));

    private static LlamaOptions Options(LlamaDevice gpu, int layers, FlashAttention attention)
    {
        LlamaOptions options = GpuFixture.NewOptions(layers);
        options.GpuDevice = layers == 0 ? null : gpu.Name;
        options.FlashAttention = attention;
        return options;
    }

    private static int[] Tokens(LlamaModel model) => model.Vocabulary.Tokenize(
        File.ReadAllText(Directory.EnumerateFiles(RepositoryPaths.Corpus, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First()) + Filler, parseSpecial: false, continuesText: false)[..Perplexity.WindowTokens];

    private static string Filler { get; } = string.Concat(Enumerable.Repeat("The harbour lay quiet in the early light, and the boats had not yet left for the day. ", 40));

    private static unsafe float[] Logits(LlamaModel model, LlamaOptions options, int[] tokens)
    {
        LlamaContextHandle context = model.CreateContext(options, outputs: 1);
        try
        {
            using DecodeBatch batch = new(tokens.Length);
            for (int i = 0; i < tokens.Length; i++)
            {
                batch.Add(tokens[i], i, sequence: 0, output: i == tokens.Length - 1);
            }

            Assert.Equal(0, NativeMethods.llama_decode(context, batch.Native));
            return new ReadOnlySpan<float>(NativeMethods.llama_get_logits_ith(context, tokens.Length - 1), model.Vocabulary.Size).ToArray();
        }
        finally
        {
            LlamaModel.Free(context);
        }
    }

    private static double Cosine(float[] left, float[] right)
    {
        double dot = 0;
        double leftSquares = 0;
        double rightSquares = 0;
        for (int i = 0; i < left.Length; i++)
        {
            dot += (double)left[i] * right[i];
            leftSquares += (double)left[i] * left[i];
            rightSquares += (double)right[i] * right[i];
        }

        return dot / Math.Sqrt(leftSquares * rightSquares);
    }
}
