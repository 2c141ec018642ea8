using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Evidence;
using LocalRag.LlamaCpp.Prefixes;
using LocalRag.LlamaCpp.Tests.Prefixes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Tests.Evidence;

public sealed class EvidenceReuseTests(ChatModelFixture fixture)
{
    private static readonly ChatMessage[] s_messages = PrefixPrompts.WriteEvidence([2, 0, 3], "What is not covered?");

    public static TheoryData<KvType, FlashAttention, int, int> Contexts => new()
    {
        { KvType.F16, FlashAttention.Auto, 1, 0 },
        { KvType.F16, FlashAttention.Off, 3, 0 },
        { KvType.F32, FlashAttention.Auto, 2, 0 },
        { KvType.F16, FlashAttention.Auto, 2, 8 },
    };

    [Theory]
    [MemberData(nameof(Contexts))]
    public async Task PreparedEvidence_IsNotComputedAgain_AndCountedTruly(KvType type, FlashAttention attention, int sequences, int recomputed)
    {
        LlamaOptions options = EvidenceStand.Options(sequences: sequences);
        (options.KvType, options.FlashAttention, options.EvidenceRecomputeTokens) = (type, attention, recomputed);
        using EvidenceStand stand = new(fixture, options);
        Prompt prompt = PrefixPrompts.BuildEvidence(fixture, s_messages);
        await stand.PrepareAsync(prompt);

        (string answer, GenerationRequest request) = await stand.AskAsync(prompt, maxTokens: 1);

        int evidence = prompt.Evidence!.Segments.Sum(segment => prompt.Segments[segment].Length);
        Assert.NotEmpty(answer);
        Assert.Empty(stand.Logger.Entries);
        Assert.Equal(prompt.TokenCount, request.ReusedTokens + stand.Computed);
        Assert.Equal(prompt.Evidence.HeadTokens + evidence - (2 * recomputed), request.ReusedTokens);

        // The first passage stands where it was computed: that part is exact.
        Assert.Equal(evidence - prompt.Segments[prompt.Evidence.Segments.Min()].Length - (2 * recomputed), request.ApproximateTokens);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task WithoutIt_AnswersAreExact_AlthoughEvidenceIsMarked(bool evidence, bool reproducible)
    {
        LlamaOptions options = EvidenceStand.Options(evidence);
        options.Reproducible = reproducible;
        using EvidenceStand stand = new(fixture, options);
        using LlamaEngine plain = fixture.NewEngine(new LlamaOptions { ContextTokens = 256, Sequences = 1, Threads = 1 });
        await stand.PrepareAsync(PrefixPrompts.BuildEvidence(fixture, s_messages));

        foreach (int[] passages in (int[][])[[2, 0, 3], [0, 2], [3, 2, 0]])
        {
            ChatMessage[] messages = PrefixPrompts.WriteEvidence(passages, "What is not covered?");
            (string answer, GenerationRequest request) = await stand.AskAsync(messages);

            Assert.Equal(await AskAsync(plain, messages), answer);
            Assert.Equal(0, request.ApproximateTokens);
        }
    }

    [Fact]
    public async Task CopyWhoseTrueValuesWereShiftedAway_ComesBack_WithTheAnswerOfTheFullPrompt()
    {
        using EvidenceStand stand = new(fixture, EvidenceStand.Options());
        using LlamaEngine plain = fixture.NewEngine(new LlamaOptions { ContextTokens = 256, Sequences = 1, Threads = 1 });
        ChatMessage[] messages = PrefixPrompts.WriteEvidence([2, 0], "When was it built?");
        Prompt prompt = PrefixPrompts.BuildEvidence(fixture, messages);
        await PutTrueValuesAsync(stand, prompt);

        (string answer, GenerationRequest request) = await stand.AskAsync(prompt);

        Assert.Equal(prompt.Segments[prompt.Evidence!.Segments.Max()].Length, request.ApproximateTokens);
        Assert.Equal(await AskAsync(plain, messages), answer);
    }

    [Fact]
    public async Task ApproximateAnswer_LeavesNoPrefix_ButTheExactPart()
    {
        using EvidenceStand stand = new(fixture, EvidenceStand.Options());
        using LlamaEngine plain = fixture.NewEngine(new LlamaOptions { ContextTokens = 256, Sequences = 1, Threads = 1 });
        Prompt prompt = PrefixPrompts.BuildEvidence(fixture, s_messages);
        await stand.PrepareAsync(prompt);
        await stand.AskAsync(prompt);

        (string answer, GenerationRequest request) = await stand.AskAsync(new Prompt(prompt.Segments));

        Assert.Equal(await AskAsync(plain, s_messages), answer);
        Assert.Equal(prompt.Evidence!.HeadTokens + prompt.Segments[prompt.Evidence.Segments.Min()].Length, request.ReusedTokens);
    }

    [Fact]
    public async Task EvictedEvidence_IsComputedInPlace_WithinTheBudget()
    {
        LlamaOptions options = EvidenceStand.Options();
        options.PrefixReuseMiB = 3;
        using EvidenceStand stand = new(fixture, options);
        Prompt prompt = PrefixPrompts.BuildEvidence(fixture, PrefixPrompts.WriteEvidence([1, 2, 0, 3], "Who may enter?"));
        await stand.PrepareAsync(prompt);

        (string answer, GenerationRequest request) = await stand.AskAsync(prompt, maxTokens: 1);

        Assert.InRange(stand.Store.Bytes, 1, 3 << 20);
        Assert.NotEmpty(answer);
        Assert.InRange(request.ApproximateTokens, 20, prompt.Evidence!.Segments.Sum(segment => prompt.Segments[segment].Length) - 20);
        Assert.Equal(prompt.TokenCount, request.ReusedTokens + stand.Computed);
    }

    [Fact]
    public async Task DamagedCopy_IsForgotten_AndTheAnswerIsWhole()
    {
        using EvidenceStand stand = new(fixture, EvidenceStand.Options());
        Prompt prompt = PrefixPrompts.BuildEvidence(fixture, s_messages);
        await stand.PrepareAsync(prompt);
        PrefixNode node = stand.Store.Match(PromptPieces.Cut(prompt.Evidence!.Behind(prompt.Segments[prompt.Evidence.Segments.Max()]), 256))!;
        stand.Store.Use(node, copy =>
        {
            copy.Slice(0, 4096).Clear();
            return true;
        });

        (_, GenerationRequest request) = await stand.AskAsync(prompt, maxTokens: 1);

        Assert.Equal(prompt.TokenCount, request.ReusedTokens + stand.Computed);
        Assert.False(stand.Store.HasCopy(node));
        Assert.True(request.ApproximateTokens > 0);
    }

    [Fact]
    public async Task Cancelled_BehindTakenOverEvidence_TheNextAnswerIsExact()
    {
        using CancellationTokenSource cancellation = new();
        using EvidenceStand stand = new(fixture, EvidenceStand.Options());
        using LlamaEngine plain = fixture.NewEngine(new LlamaOptions { ContextTokens = 256, Sequences = 1, Threads = 1 });
        Prompt prompt = PrefixPrompts.BuildEvidence(fixture, s_messages);
        await stand.PrepareAsync(prompt);
        stand.OnBatch = cancellation.Cancel;
        GenerationRequest cancelled = fixture.NewCancellableRequest(prompt, EvidenceStand.Tokens, cancellation.Token);
        stand.Engine.Submit(cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled.Tokens.Completion);

        (string answer, _) = await stand.AskAsync(new Prompt(prompt.Segments));

        Assert.True(cancelled.ApproximateTokens > 0);
        Assert.Equal(await AskAsync(plain, s_messages), answer);
    }

    [Fact]
    public async Task EvidenceBehindAHistory_IsTakenOver_FromBehindTheFixedBeginning()
    {
        using EvidenceStand stand = new(fixture, EvidenceStand.Options());
        ChatMessage[] history = [new(ChatRole.User, "Is the bakery open?"), new(ChatRole.Assistant, "It closes at noon.")];
        Prompt first = PrefixPrompts.BuildEvidence(fixture, PrefixPrompts.WriteEvidence([0], "When was it built?"));
        Prompt second = PrefixPrompts.BuildEvidence(fixture, PrefixPrompts.WriteEvidence([0], "And the lamp?", history));
        await stand.PrepareAsync(first);

        (_, GenerationRequest request) = await stand.AskAsync(second, maxTokens: 1);

        Assert.Equal(first.Evidence!.Head, second.Evidence!.Head);
        Assert.Equal(second.Segments[second.Evidence.Segments.Single()].Length, request.ApproximateTokens);
        Assert.Equal(second.TokenCount, request.ReusedTokens + stand.Computed);
    }

    [Fact]
    public async Task QuantizedKeys_AreRefused_WithAWarning_AndFullAnswers()
    {
        LlamaOptions options = EvidenceStand.Options();
        options.KvType = KvType.Q8;
        using EvidenceStand stand = new(fixture, options);
        Prompt prompt = PrefixPrompts.BuildEvidence(fixture, s_messages);
        await stand.PrepareAsync(prompt);

        (_, GenerationRequest request) = await stand.AskAsync(prompt, maxTokens: 1);

        Assert.Equal(0, request.ApproximateTokens);
        Assert.Contains("Llama:KvType", Assert.Single(stand.Logger.Entries, entry => entry.Level == LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    private async Task<string> AskAsync(LlamaEngine engine, ChatMessage[] messages)
    {
        GenerationRequest request = fixture.NewRequest(PrefixPrompts.Build(fixture, messages), EvidenceStand.Tokens);
        engine.Submit(request);
        return string.Join(' ', await request.Tokens.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Stores, as the copy of the second passage, what the full prompt has for it, shifted to where that copy would have been computed.</summary>
    private async Task PutTrueValuesAsync(EvidenceStand stand, Prompt prompt)
    {
        PromptEvidence evidence = prompt.Evidence!;
        int[] segments = [.. evidence.Segments.Order()];
        (int[] first, int[] second) = (prompt.Segments[segments[0]], prompt.Segments[segments[1]]);
        using EvidenceStand source = new(fixture, EvidenceStand.Options());
        using KvBuffer head = await source.CopyAsync(new Prompt(evidence.Head));
        using KvBuffer full = await source.CopyAsync(new Prompt([.. evidence.Head, first, second]));
        using KvSplice splice = new(head, KvLayout.TryRead(head)!, evidence.HeadTokens + second.Length);
        Assert.True(splice.TryAppend(
            full, KvLayout.TryRead(full)!, evidence.HeadTokens + first.Length, second.Length, KeyRotation.TryCreate(fixture.Model.Model.Handle)!));
        PrefixNode node = stand.Store.AddResident([.. evidence.Head, second]);
        stand.Store.Put(node, splice.Take());
        stand.Store.RemoveResident(node);
    }
}
