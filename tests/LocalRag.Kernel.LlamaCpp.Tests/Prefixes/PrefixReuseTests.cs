using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Prefixes;
using LocalRag.LlamaCpp.Tests.Doubles;
using Microsoft.Extensions.AI;

namespace LocalRag.LlamaCpp.Tests.Prefixes;

public sealed class PrefixReuseTests(ChatModelFixture fixture)
{
    private const int Tokens = 10;
    private const long Budget = 64 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<KvType, int> Contexts => new() { { KvType.F16, 1 }, { KvType.F16, 3 }, { KvType.Q8, 2 } };

    [Theory]
    [MemberData(nameof(Contexts))]
    public async Task Answers_AreTheSame_AsWithoutReuse(KvType type, int sequences)
    {
        using PrefixStore store = new("test", Budget);
        using LlamaEngine plain = fixture.NewEngine(Options(type, sequences, reuse: false));
        using LlamaEngine reusing = fixture.NewEngine(Options(type, sequences, reuse: true), prefixes: store);

        foreach (ChatMessage[] messages in PrefixPrompts.All)
        {
            Assert.Equal((await AskAsync(plain, messages)).Answer, (await AskAsync(reusing, messages)).Answer);
        }
    }

    [Fact]
    public async Task ReusedTokens_AreThoseThatAreNotComputed()
    {
        int computed = 0;
        using PrefixStore store = new("test", Budget);
        using LlamaEngine engine = fixture.NewEngine(
            Options(KvType.F16, 2, reuse: true),
            batch =>
            {
                computed += batch.Count;
                return 0;
            },
            store);

        foreach (ChatMessage[] messages in PrefixPrompts.All)
        {
            computed = 0;
            (string answer, int reused, int length) = await AskAsync(engine, messages, maxTokens: 1);

            Assert.NotEmpty(answer);
            Assert.Equal(length, reused + computed);
        }

        Assert.True((await AskAsync(engine, PrefixPrompts.All[0])).Reused > 0);
    }

    [Fact]
    public async Task Request_WhileReuseIsTurnedOff_AndAnotherRuns_IsAnsweredAsEver()
    {
        using PrefixStore store = new("test", Budget);
        using LlamaEngine plain = fixture.NewEngine(Options(KvType.F16, 2, reuse: false));
        using LlamaEngine engine = fixture.NewEngine(Options(KvType.F16, 2, reuse: true), prefixes: store);
        await AskAsync(engine, PrefixPrompts.All[0]);
        GenerationRequest running = fixture.NewRequest(PrefixPrompts.Build(fixture, PrefixPrompts.All[1]), maxTokens: 100);
        engine.Submit(running);
        Assert.True(await running.Tokens.WaitToReadAsync(Token));

        engine.Apply(Options(KvType.F16, 2, reuse: false));
        (string answer, int reused, _) = await AskAsync(engine, PrefixPrompts.All[0]);

        Assert.Equal((await AskAsync(plain, PrefixPrompts.All[0])).Answer, answer);
        Assert.Equal(0, reused);
        await running.Tokens.ReadAllAsync(Token).ToListAsync(Token);
    }

    [Fact]
    public async Task SamePrompt_Again_ComputesItsLastPieceOnly()
    {
        using PrefixStore store = new("test", Budget);
        using LlamaEngine engine = fixture.NewEngine(Options(KvType.F16, 1, reuse: true), prefixes: store);
        Prompt prompt = PrefixPrompts.Build(fixture, PrefixPrompts.All[0]);

        await AskAsync(engine, PrefixPrompts.All[0]);
        (_, int reused, int length) = await AskAsync(engine, PrefixPrompts.All[0]);

        Assert.Equal(prompt.TokenCount - prompt.Segments[^1].Length, reused);
        Assert.Equal(prompt.TokenCount, length);
        EngineRest rest = await engine.RestAsync(Token);
        Assert.Equal((prompt.TokenCount - 1, 0), (Assert.Single(rest.LastPositions), rest.Occupied));
    }

    [Fact]
    public async Task SequenceThatIsNeededForAnother_LeavesACopy_ThatComesBack()
    {
        using PrefixStore store = new("test", Budget);
        using LlamaEngine engine = fixture.NewEngine(Options(KvType.F16, 1, reuse: true), prefixes: store);
        string first = (await AskAsync(engine, PrefixPrompts.All[8])).Answer;
        await AskAsync(engine, PrefixPrompts.All[20]);
        long bytes = store.Bytes;

        (string again, int reused, _) = await AskAsync(engine, PrefixPrompts.All[8]);

        Assert.True(bytes > 0);
        Assert.Equal(first, again);
        Assert.True(reused > 100);
    }

    [Fact]
    public async Task CancelledPrompt_LeavesItsFinishedPieces()
    {
        using CancellationTokenSource cancellation = new();
        using PrefixStore store = new("test", Budget);
        int batches = 0;
        using LlamaEngine engine = fixture.NewEngine(
            Options(KvType.F16, 1, reuse: true),
            _ =>
            {
                if (++batches == 4)
                {
                    cancellation.Cancel();
                }

                return 0;
            },
            store);
        using LlamaEngine plain = fixture.NewEngine(Options(KvType.F16, 1, reuse: false));
        Prompt prompt = PrefixPrompts.Build(fixture, PrefixPrompts.All[8]);
        GenerationRequest cancelled = fixture.NewCancellableRequest(prompt, Tokens, cancellation.Token);
        engine.Submit(cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled.Tokens.Completion);

        (string answer, int reused, _) = await AskAsync(engine, PrefixPrompts.All[8]);

        Assert.Equal(prompt.Segments.Take(4).Sum(segment => segment.Length), reused);
        Assert.Equal((await AskAsync(plain, PrefixPrompts.All[8])).Answer, answer);
    }

    [Fact]
    public async Task FailedStep_LeavesNothingToReuse()
    {
        using PrefixStore store = new("test", Budget);
        bool fail = false;
        using LlamaEngine engine = fixture.NewEngine(Options(KvType.F16, 1, reuse: true), _ => fail ? -3 : 0, store);
        await AskAsync(engine, PrefixPrompts.All[0]);
        fail = true;
        await Assert.ThrowsAsync<LocalRagException>(() => AskAsync(engine, PrefixPrompts.All[1]));
        fail = false;

        Assert.Equal([-1], await engine.DrainAsync(Token));
        Assert.Equal(0, (await AskAsync(engine, PrefixPrompts.All[1])).Reused);
    }

    [Fact]
    public async Task SwitchedOff_WhileTheEngineRuns_NothingIsKept()
    {
        LlamaOptions options = Options(KvType.F16, 1, reuse: true);
        using PrefixStore store = new("test", Budget);
        using LlamaEngine engine = fixture.NewEngine(options, prefixes: store);
        await AskAsync(engine, PrefixPrompts.All[0]);

        engine.Apply(Options(KvType.F16, 1, reuse: false));

        Assert.Equal([-1], await engine.DrainAsync(Token));
        Assert.Equal(0, (await AskAsync(engine, PrefixPrompts.All[0])).Reused);
        Assert.Equal(0, store.Bytes);
    }

    [Fact]
    public async Task Client_TellsReusedTokens_AndKeepsThemThroughANewContext()
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        options.PrefixReuse = true;
        ChangingSettings settings = new(options);
        using LlamaChatClient client = new(settings, new FixedModelStore(LocalRag.Testing.RepositoryPaths.ChatModel));
        ModelLoader loader = (ModelLoader)client.GetService(typeof(ModelLoader))!;
        ChatOptions few = new() { MaxOutputTokens = 4 };
        ChatResponse first = await client.GetResponseAsync(PrefixPrompts.All[0], few, Token);

        settings.Change(changed => changed.ContextTokens = 512);
        await loader.Settled.WaitAsync(Token);
        ChatResponse second = await client.GetResponseAsync(PrefixPrompts.All[0], few, Token);

        Assert.Equal(0, first.Usage!.CachedInputTokenCount);
        Assert.InRange(second.Usage!.CachedInputTokenCount!.Value, 40, second.Usage.InputTokenCount!.Value - 1);
        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task Prefetch_OfTheHead_IsReusedByTheQuestion_WithTheSameAnswer()
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        options.PrefixReuse = true;
        using LlamaChatClient client = ChatModelFixture.NewClient(options);
        ChatOptions few = new() { MaxOutputTokens = 6 };
        ChatMessage[] messages = PrefixPrompts.All[4];

        await client.PrefetchAsync([messages[0], new ChatMessage(ChatRole.User, [])], Token);
        ChatResponse response = await client.GetResponseAsync(messages, few, Token);

        Assert.InRange(response.Usage!.CachedInputTokenCount!.Value, 15, 40);
        Assert.Equal((await fixture.Client.GetResponseAsync(messages, few, Token)).Text, response.Text);
    }

    private static LlamaOptions Options(KvType type, int sequences, bool reuse)
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        options.ContextTokens = 256;
        options.Sequences = sequences;
        options.KvType = type;
        options.PrefixReuse = reuse;
        return options;
    }

    private async Task<(string Answer, int Reused, int Length)> AskAsync(LlamaEngine engine, ChatMessage[] messages, int maxTokens = Tokens)
    {
        GenerationRequest request = fixture.NewRequest(PrefixPrompts.Build(fixture, messages), maxTokens);
        engine.Submit(request);
        string answer = string.Join(' ', await request.Tokens.ReadAllAsync(Token).ToListAsync(Token));
        await engine.DrainAsync(Token);
        return (answer, request.ReusedTokens, request.Prompt.TokenCount);
    }
}
