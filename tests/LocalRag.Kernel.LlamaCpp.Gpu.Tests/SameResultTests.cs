using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Native;
using LocalRag.LlamaCpp.Optimization;
using LocalRag.LlamaCpp.Sampling;
using LocalRag.Testing;

namespace LocalRag.LlamaCpp.Gpu.Tests;

/// <summary>What a device computes, against what the processor computes of the same tokens.</summary>
public sealed class SameResultTests
{
    private const int Tokens = 96;

    // Both round differently: the processor multiplies weights with activations of 8 bits, the device with ones of 16 or 32. On Mesa's software device the least cosine
    // was 0.986, 87 of 96 tokens were the same and the perplexity was 1.000 to 1.022 times the processor's; a layer that is wrong leaves nothing of that.
    private const double PerplexityTolerance = 0.04;
    private const double LeastCosine = 0.97;
    private const double LeastMeanCosine = 0.995;
    private const int LeastSame = 80;

    private static readonly string[] s_questions = ["What is the capital of France?", "List three colours.", "Why is the sky blue?", "Write one sentence about rain."];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-1, FlashAttention.On)]
    [InlineData(-1, FlashAttention.Off)]
    [InlineData(12, FlashAttention.Auto)]
    public void Logits_AreThoseOfTheProcessor(int layers, FlashAttention attention)
    {
        LlamaDevice gpu = GpuFixture.Gpu;
        using LlamaModel onProcessor = Load(gpu, 0);
        using LlamaModel onDevice = Load(gpu, layers);
        int[] tokens = onProcessor.Vocabulary.Tokenize(Text(), parseSpecial: false, continuesText: false)[..Tokens];

        float[][] expected = Logits(onProcessor, Options(gpu, 0, attention), tokens);
        float[][] actual = Logits(onDevice, Options(gpu, layers, attention), tokens);

        double[] cosines = [.. expected.Zip(actual, Cosine)];
        int same = expected.Zip(actual, (left, right) => TokenSampler.IndexOfLargest(left) == TokenSampler.IndexOfLargest(right) ? 1 : 0).Sum();
        double ratio = PerplexityOf(actual, tokens) / PerplexityOf(expected, tokens);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{gpu.Name}, {layers} layers, flash attention {attention}: cosine {cosines.Min():0.00000} at least and {cosines.Average():0.00000} in the mean, {same} of {Tokens} likeliest tokens the same, perplexity {PerplexityOf(actual, tokens):0.000}, {ratio:0.0000} times the processor's");
        Assert.InRange(cosines.Min(), LeastCosine, 1.000001);
        Assert.InRange(cosines.Average(), LeastMeanCosine, 1.000001);
        Assert.InRange(same, LeastSame, Tokens);
        Assert.InRange(ratio, 1 - PerplexityTolerance, 1 + PerplexityTolerance);
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

    private static string Text() => File.ReadAllText(
        Directory.EnumerateFiles(RepositoryPaths.Corpus, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First(path => new FileInfo(path).Length > 2000));

    private static unsafe float[][] Logits(LlamaModel model, LlamaOptions options, int[] tokens)
    {
        LlamaContextHandle context = model.CreateContext(options, outputs: tokens.Length);
        try
        {
            using DecodeBatch batch = new(tokens.Length);
            for (int i = 0; i < tokens.Length; i++)
            {
                batch.Add(tokens[i], i, sequence: 0, output: true);
            }

            Assert.Equal(0, NativeMethods.llama_decode(context, batch.Native));
            return [.. Enumerable.Range(0, tokens.Length).Select(i => Copy(NativeMethods.llama_get_logits_ith(context, i), model.Vocabulary.Size))];
        }
        finally
        {
            LlamaModel.Free(context);
        }
    }

    private static unsafe float[] Copy(float* logits, int length) => new ReadOnlySpan<float>(logits, length).ToArray();

    private static double PerplexityOf(float[][] logits, int[] tokens) =>
        Math.Exp(Enumerable.Range(0, tokens.Length - 1).Average(i => Perplexity.Surprise(logits[i], tokens[i + 1])));

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
