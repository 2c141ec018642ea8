using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Sampling;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tests.Engine;

public sealed class GreedyOutputTests(ChatModelFixture fixture)
{
    private const int Tokens = 16;

    private static readonly string[] s_questions =
        ["What is the capital of France?", "Write one sentence about rain.", "List three colours.", "Why is the sky blue?"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_AreTheSame_InEveryRun()
    {
        using LlamaEngine first = fixture.NewEngine(Options(reproducible: false));
        using LlamaEngine second = fixture.NewEngine(Options(reproducible: false));

        Assert.Equal(await OneByOneAsync(first), await OneByOneAsync(second));
    }

    [Fact]
    public async Task Answers_WithoutFlashAttention_AreTheSame_WhileTheNumberOfThreadsIsTriedOut()
    {
        LlamaOptions one = Options(reproducible: false);
        LlamaOptions two = Options(reproducible: false);
        (one.FlashAttention, two.FlashAttention) = (FlashAttention.Off, FlashAttention.Off);
        (two.Threads, two.AdaptiveThreads) = (2, true);
        using LlamaEngine fixedThreads = fixture.NewEngine(one);
        using LlamaEngine adaptive = fixture.NewEngine(two);

        // The first trial of a single thread falls into the first of these answers.
        Assert.Equal(await OneByOneAsync(fixedThreads), await OneByOneAsync(adaptive));
    }

    [Fact]
    public async Task Answers_WithReproducible_AreTheSame_AloneAndAmongThreeOthers()
    {
        using LlamaEngine engine = fixture.NewEngine(Options(reproducible: true));
        string[] alone = await OneByOneAsync(engine);

        string[] together = await Task.WhenAll(s_questions.Select(question => AnswerAsync(engine, question)));

        Assert.Equal(alone, together);
    }

    [Fact]
    public async Task PresencePenalty_KeepsTokensFromComingAgain()
    {
        Prompt prompt = Prompt("Say: no no no no no no");
        SamplingSettings settings = new(PresencePenalty: 100);
        GenerationRequest request = new(prompt, new TokenSampler(fixture.Model.Model.Vocabulary, settings, Tokens), Tokens, Token);
        fixture.Engine.Submit(request);

        List<int> tokens = await request.Tokens.ReadAllAsync(Token).ToListAsync(Token);

        Assert.Equal(tokens.Count, tokens.Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(100)]
    [InlineData(49152)]
    public void IndexOfLargest_IsTheFirstOfTheLargest(int length)
    {
        float[] values = [.. Enumerable.Range(0, length).Select(i => -1f - (i % 13))];
        values[length / 2] = 3;
        values[^1] = 3;

        Assert.Equal(length / 2, TokenSampler.IndexOfLargest(values));
    }

    [Fact]
    public void IndexOfLargest_WithoutNumbers_IsAnError()
        => Assert.Throws<LocalRagException>(() => TokenSampler.IndexOfLargest([float.NaN, float.NaN]));

    private static LlamaOptions Options(bool reproducible)
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        options.ContextTokens = 256;
        options.Reproducible = reproducible;
        return options;
    }

    private async Task<string[]> OneByOneAsync(LlamaEngine engine)
    {
        List<string> answers = [];
        foreach (string question in s_questions)
        {
            answers.Add(await AnswerAsync(engine, question));
        }

        return [.. answers];
    }

    private async Task<string> AnswerAsync(LlamaEngine engine, string question)
    {
        GenerationRequest request = fixture.NewRequest(Prompt(question), Tokens);
        engine.Submit(request);
        return string.Join(' ', await request.Tokens.ReadAllAsync(Token).ToListAsync(Token));
    }

    private Prompt Prompt(string question) => fixture.Model.Prompts.Build([new ChatMessage(ChatRole.User, question)], instructions: null);
}
