using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Evidence;
using LocalRag.LlamaCpp.Prefixes;
using LocalRag.LlamaCpp.Tests.Prefixes;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Tests.Evidence;

public sealed class EvidenceGuardTests(ChatModelFixture fixture)
{
    private static readonly string[] s_questions = ["What is not covered?", "When was it built?", "Who may enter?", "What is sold?"];

    [Fact]
    public void Disagreement_ClosesIt_OnceEnoughIsKnown()
    {
        EvidenceGuard guard = new();

        bool[] closed = [.. Enumerable.Range(0, EvidenceGuard.FewestAudits + 1).Select(_ => guard.Add(0.1, least: 0.5))];

        Assert.Equal([false, false, false, true, false], closed);
        Assert.False(guard.IsOpen);
    }

    [Fact]
    public void Agreement_KeepsItOpen_ThroughASingleBadAnswer()
    {
        EvidenceGuard guard = new();

        bool closed = ((double[])[0.9, 0.0, 0.9, 0.8, 0.9]).Aggregate(false, (any, agreement) => any | guard.Add(agreement, least: 0.5));

        Assert.False(closed);
        Assert.True(guard.IsOpen);
        Assert.Equal(0.7, guard.Agreement!.Value, precision: 9);
    }

    [Fact]
    public void OldAnswers_NoLongerCount()
    {
        EvidenceGuard guard = new();
        for (int i = 0; i < 1000; i++)
        {
            guard.Add(1, least: 0.5);
        }

        int needed = Enumerable.Range(1, 1000).First(_ => guard.Add(0, least: 0.5));

        Assert.InRange(needed, 2, 20);
    }

    [Fact]
    public void Reset_BeginsAnew()
    {
        EvidenceGuard guard = new();
        guard.Close("it is a test");

        guard.Reset();

        Assert.True(guard.IsOpen);
        Assert.Null(guard.Agreement);
        Assert.True(guard.Close("it is a test"));
        Assert.False(guard.Close("it is a test"));
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.25, 8 + 25)]
    [InlineData(1.0, 100)]
    public void Share_SaysHowManyAnswersAreChecked_AfterTheFirst(double share, int expected)
    {
        EvidenceGuard guard = new();

        Assert.InRange(Enumerable.Range(0, 100).Count(_ => guard.Sample(share)), expected - 1, expected);
    }

    [Fact]
    public async Task SoundEvidence_Agrees_AndStaysInUse()
    {
        using EvidenceStand stand = new(fixture, Audited());
        await stand.PrepareAsync(Ask(s_questions[0]));

        await AskAllAsync(stand);

        Assert.True(stand.Store.Evidence.IsOpen);
        Assert.InRange(stand.Store.Evidence.Agreement!.Value, 0.6, 1);
        Assert.Empty(stand.Logger.Entries);
    }

    [Fact]
    public async Task SpoiltEvidence_Disagrees_AndIsSwitchedOff_WithAWarning()
    {
        using EvidenceStand stand = new(fixture, Audited());
        await stand.PrepareAsync(Ask(s_questions[0]));
        SpoilAll(stand, Ask(s_questions[0]));

        await AskAllAsync(stand);
        (_, GenerationRequest request) = await stand.AskAsync(Ask("Where is it?"));

        Assert.False(stand.Store.Evidence.IsOpen);
        Assert.Equal(0, request.ApproximateTokens);
        Assert.Contains("switched itself off", Assert.Single(stand.Logger.Entries, entry => entry.Level == LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SwitchedOnAgain_BySomebody_ItTriesAnew()
    {
        using EvidenceStand stand = new(fixture, EvidenceStand.Options());
        await stand.PrepareAsync(Ask(s_questions[0]));
        stand.Store.Evidence.Close("it is a test");
        (_, GenerationRequest closed) = await stand.AskAsync(Ask(s_questions[0]), maxTokens: 1);

        stand.Engine.Apply(EvidenceStand.Options(evidence: false));
        stand.Engine.Apply(EvidenceStand.Options());
        (_, GenerationRequest open) = await stand.AskAsync(PrefixPrompts.BuildEvidence(fixture, PrefixPrompts.WriteEvidence([3, 0], "Who?")), maxTokens: 1);

        Assert.Equal(0, closed.ApproximateTokens);
        Assert.True(open.ApproximateTokens > 0);
    }

    private static LlamaOptions Audited()
    {
        LlamaOptions options = EvidenceStand.Options(sequences: 2);
        options.EvidenceAuditShare = 1;
        options.EvidenceMinAgreement = 0.5;
        return options;
    }

    private async Task AskAllAsync(EvidenceStand stand)
    {
        foreach (string question in s_questions)
        {
            (_, GenerationRequest request) = await stand.AskAsync(Ask(question));
            Assert.True(request.ApproximateTokens > 0);
            await stand.AuditedAsync();
        }
    }

    /// <summary>Returns another order of passages for each question: what the check of one computes in full is no prefix of the next.</summary>
    private Prompt Ask(string question)
    {
        int[] passages = Array.IndexOf(s_questions, question) switch
        {
            1 => [0, 2, 1, 3],
            2 => [0, 3, 1, 2],
            3 => [0, 1, 3, 2],
            _ => [0, 1, 2, 3],
        };
        return PrefixPrompts.BuildEvidence(fixture, PrefixPrompts.WriteEvidence(passages, question));
    }

    // All but the first, which a full prompt would begin with too.
    private static void SpoilAll(EvidenceStand stand, Prompt prompt)
    {
        foreach (int segment in prompt.Evidence!.Segments.Order().Skip(1))
        {
            stand.Store.Use(stand.Store.Match(PromptPieces.Cut(prompt.Evidence.Behind(prompt.Segments[segment]), 256))!, copy =>
            {
                KvLayout layout = KvLayout.TryRead(copy)!;
                int head = prompt.Evidence.HeadTokens;
                foreach (KvPlane values in layout.Values)
                {
                    copy.Slice(values.Offset + (head * values.CellBytes), (layout.Cells - head) * values.CellBytes).Fill(0x33);
                }

                return true;
            });
        }
    }
}
