using LocalRag.LlamaCpp.Drafting;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Sampling;
using LocalRag.LlamaCpp.Tests.Prefixes;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tests.Drafting;

public sealed class DraftingTests(ChatModelFixture fixture)
{
    private const int Tokens = 24;

    private static readonly string[] s_questions =
        ["Repeat the text word for word.", "Copy the first sentence twice.", "What does the text say?", "Answer: no no no no no no"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IEnumerable<ChatMessage[]> Prompts =>
        from passages in (int[][])[[0], [1], [2], [3], [0, 3], [1, 2]]
        from question in s_questions
        select PrefixPrompts.Write(passages, question);

    [Fact]
    public async Task GreedyAnswers_AreTheSame_AndDraftsAreAccepted()
    {
        using LlamaEngine plain = fixture.NewEngine(Options(drafting: false));
        using LlamaEngine drafting = fixture.NewEngine(Options(drafting: true), drafting: new DraftingLedger(BatchCosts.Known(_ => 1)));
        int drafted = 0;
        int accepted = 0;

        foreach (ChatMessage[] messages in Prompts)
        {
            GenerationRequest one = await AnswerAsync(plain, messages, new SamplingSettings());
            GenerationRequest other = await AnswerAsync(drafting, messages, new SamplingSettings());

            Assert.Equal(await TokensAsync(one), await TokensAsync(other));
            drafted += other.DraftedTokens;
            accepted += other.AcceptedTokens;
        }

        Assert.InRange(accepted, 20, drafted - 1);
    }

    [Fact]
    public async Task SampledAnswers_WithASeed_AreTheSame()
    {
        using LlamaEngine plain = fixture.NewEngine(Options(drafting: false));
        using LlamaEngine drafting = fixture.NewEngine(Options(drafting: true), drafting: new DraftingLedger(BatchCosts.Known(_ => 1)));

        foreach (ChatMessage[] messages in Prompts.Take(8))
        {
            SamplingSettings sampling = new(Temperature: 0.7f, TopK: 40, TopP: 0.95f, Seed: 7);
            GenerationRequest one = await AnswerAsync(plain, messages, sampling);
            GenerationRequest other = await AnswerAsync(drafting, messages, sampling);

            Assert.Equal(await TokensAsync(one), await TokensAsync(other));
        }
    }

    [Fact]
    public async Task RejectedTokens_LeaveTheSequence()
    {
        using LlamaEngine engine = fixture.NewEngine(Options(drafting: true), drafting: new DraftingLedger(BatchCosts.Known(_ => 1)));

        GenerationRequest request = await AnswerAsync(engine, PrefixPrompts.Write([0], s_questions[0]), new SamplingSettings());

        Assert.InRange((await TokensAsync(request)).Count, 1, Tokens);
        Assert.Equal([-1, -1], await engine.DrainAsync(Token));
    }

    [Fact]
    public async Task Calibration_RunsWhenIdle_AndLeavesNothingBehind()
    {
        DraftingLedger ledger = new();
        using LlamaEngine engine = fixture.NewEngine(Options(drafting: true), drafting: ledger);
        await TokensAsync(await AnswerAsync(engine, PrefixPrompts.Write([0], s_questions[2]), new SamplingSettings()));

        Assert.Equal([-1, -1], await engine.DrainAsync(Token));
        Assert.True(ledger.Costs.IsKnown);
        Assert.True(ledger.Costs.Of(BatchCosts.Largest) > 1);
    }

    [Fact]
    public async Task Reproducible_NeverDrafts()
    {
        LlamaOptions options = Options(drafting: true);
        options.Reproducible = true;
        using LlamaEngine engine = fixture.NewEngine(options, drafting: new DraftingLedger(BatchCosts.Known(_ => 1)));

        GenerationRequest request = await AnswerAsync(engine, PrefixPrompts.Write([0], s_questions[0]), new SamplingSettings());
        await TokensAsync(request);

        Assert.Equal(0, request.DraftedTokens);
    }

    [Fact]
    public void Propose_WhereLongStepsCostAsMuchAsSingleOnes_ProposesNothing()
    {
        SequenceDraft draft = NewDraft(rights: 50);

        Assert.Empty(draft.Propose(BatchCosts.Known(size => size), 8).ToArray());
    }

    [Fact]
    public void Propose_ByWhatWasRightBefore_ChoosesTheLength()
    {
        BatchCosts costs = BatchCosts.Known(size => 1 + (0.3 * (size - 1)));

        int sure = NewDraft(rights: 200).Propose(costs, 8).Length;
        int unsure = NewDraft(rights: 0).Propose(costs, 8).Length;

        Assert.Equal(8, sure);
        Assert.InRange(unsure, 0, 2);
    }

    [Fact]
    public void Ledger_AfterLosses_StopsDrafting_UntilManyStepsHavePassed()
    {
        DraftingLedger ledger = new(BatchCosts.Known(size => size));
        for (int i = 0; i < 2; i++)
        {
            ledger.Add(size: 5, tokens: 1, TimeSpan.Zero);
        }

        bool afterLosses = ledger.MayDraft;
        for (int i = 0; i < 2000; i++)
        {
            ledger.Add(size: 1, tokens: 1, TimeSpan.Zero);
        }

        Assert.False(afterLosses);
        Assert.True(ledger.MayDraft);
    }

    private static SequenceDraft NewDraft(int rights)
    {
        AcceptanceRates rates = new();
        for (int i = 0; i < rights; i++)
        {
            rates.Add(NgramIndex.Order, right: true);
        }

        SequenceDraft draft = new(new Prompt([[1, 2, 3, 10, 11, 12, 13, 14, 15, 16, 17, 18, 1, 2]]), [], rates);
        draft.Add(3);
        return draft;
    }

    private static LlamaOptions Options(bool drafting)
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        options.ContextTokens = 320;
        options.Sequences = 2;
        options.Drafting = drafting;
        return options;
    }

    private static async Task<IReadOnlyList<int>> TokensAsync(GenerationRequest request) => await request.Tokens.ReadAllAsync(Token).ToListAsync(Token);

    private async Task<GenerationRequest> AnswerAsync(LlamaEngine engine, ChatMessage[] messages, SamplingSettings sampling)
    {
        GenerationRequest request = new(
            PrefixPrompts.Build(fixture, messages), new TokenSampler(fixture.Model.Model.Vocabulary, sampling, Tokens), Tokens, Token);
        engine.Submit(request);
        await request.Tokens.WaitToReadAsync(Token);
        await engine.DrainAsync(Token);
        return request;
    }
}
