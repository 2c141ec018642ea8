using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Tests.Doubles;

namespace LocalRag.LlamaCpp.Tests.Engine;

public sealed class SequenceSchedulingTests(ChatModelFixture fixture)
{
    private const int Piece = 16;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prompt_IsProcessed_InPiecesThatEndWithTheirSegment()
    {
        List<int> batches = [];
        using LlamaEngine engine = NewEngine(batch => Record(batches, batch.Count));
        GenerationRequest request = fixture.NewRequest(new Prompt([Words(5), Words(40), Words(16), Words(1)]), maxTokens: 1);

        await ReadAsync(engine, request);

        Assert.Equal([5, 16, 16, 8, 16, 1], batches);
    }

    [Fact]
    public async Task LongPrompt_WhileAnAnswerRuns_TakesTurnsWithIt()
    {
        List<int> batches = [];
        using LlamaEngine engine = NewEngine(batch => Record(batches, batch.Count));
        GenerationRequest running = fixture.NewRequest(new Prompt([Words(3)]), maxTokens: 24);
        engine.Submit(running);
        await running.Tokens.ReadAsync(Token);
        GenerationRequest longPrompt = fixture.NewRequest(new Prompt([Words(6 * Piece)]), maxTokens: 1);

        await ReadAsync(engine, longPrompt);
        running.Abandon();
        await engine.DrainAsync(Token);

        Assert.Equal(6, batches.Count(count => count == Piece));
        Assert.DoesNotContain(batches.Zip(batches.Skip(1)), pair => pair == (Piece, Piece));
    }

    [Fact]
    public async Task Answers_ThatRunTogether_ShareAStep()
    {
        List<int> batches = [];
        using LlamaEngine engine = NewEngine(batch => Record(batches, batch.Count));
        GenerationRequest first = fixture.NewRequest(new Prompt([Words(3)]), maxTokens: 8);
        GenerationRequest second = fixture.NewRequest(new Prompt([Words(4)]), maxTokens: 8);

        await Task.WhenAll(ReadAsync(engine, first), ReadAsync(engine, second));

        Assert.Contains(2, batches);
    }

    [Fact]
    public async Task Answers_WithReproducible_NeverShareAStep()
    {
        HashSet<int> sequencesPerBatch = [];
        LlamaOptions options = SmallOptions();
        options.Reproducible = true;
        using LlamaEngine engine = fixture.NewEngine(options, batch =>
        {
            sequencesPerBatch.Add(Enumerable.Range(0, batch.Count).Select(batch.SequenceAt).Distinct().Count());
            return 0;
        });
        GenerationRequest[] requests = [.. Enumerable.Range(0, 3).Select(i => fixture.NewRequest(new Prompt([Words(3 + i)]), maxTokens: 6))];

        await Task.WhenAll(requests.Select(request => ReadAsync(engine, request)));

        Assert.Equal([1], sequencesPerBatch);
    }

    [Fact]
    public async Task Cancellation_DuringAPrompt_StopsAfterThePieceThatRuns()
    {
        using CancellationTokenSource cancellation = new();
        List<int> batches = [];
        using LlamaEngine engine = NewEngine(batch =>
        {
            batches.Add(batch.Count);
            if (batches.Count == 2)
            {
                cancellation.Cancel();
            }

            return 0;
        });
        GenerationRequest request = fixture.NewCancellableRequest(new Prompt([Words(8 * Piece)]), 8, cancellation.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReadAsync(engine, request));

        Assert.Equal([-1, -1, -1], await engine.DrainAsync(Token));
        Assert.Equal([Piece, Piece], batches);
        Assert.True(request.Sampler.IsDisposed);
    }

    [Fact]
    public async Task Cancellation_InTheQueue_TakesThePlaceBack()
    {
        using CancellationTokenSource cancellation = new();
        LlamaOptions options = SmallOptions();
        options.Sequences = 1;
        options.QueueLength = 1;
        using StepGate gate = new();
        using LlamaEngine engine = fixture.NewEngine(options, gate.Intercept);
        Task<IReadOnlyList<int>> running = ReadAsync(engine, fixture.NewRequest(new Prompt([Words(2)]), maxTokens: 2));
        await gate.Reached.WaitAsync(Token);
        GenerationRequest queued = fixture.NewCancellableRequest(new Prompt([Words(2)]), 2, cancellation.Token);
        engine.Submit(queued);

        await cancellation.CancelAsync();
        gate.Open();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await queued.Tokens.Completion);
        IReadOnlyList<int> next = await ReadAsync(engine, fixture.NewRequest(new Prompt([Words(2)]), maxTokens: 2));

        Assert.Equal(await running, next);
    }

    [Fact]
    public async Task Queue_WhenFull_IsAnErrorThatNamesTheSetting()
    {
        LlamaOptions options = SmallOptions();
        options.Sequences = 1;
        options.QueueLength = 1;
        using StepGate gate = new();
        using LlamaEngine engine = fixture.NewEngine(options, gate.Intercept);
        Task<IReadOnlyList<int>> running = ReadAsync(engine, fixture.NewRequest(new Prompt([Words(2)]), maxTokens: 2));
        await gate.Reached.WaitAsync(Token);
        GenerationRequest queued = fixture.NewRequest(new Prompt([Words(2)]), maxTokens: 2);
        engine.Submit(queued);
        GenerationRequest refused = fixture.NewRequest(new Prompt([Words(2)]));

        LocalRagException exception = Assert.Throws<LocalRagException>(() => engine.Submit(refused));
        gate.Open();
        await running;
        await engine.DrainAsync(Token);

        Assert.Contains("Llama:QueueLength", exception.Message, StringComparison.Ordinal);
        Assert.True(refused.Sampler.IsDisposed);
        Assert.Equal(GenerationEnd.Length, queued.End);
    }

    [Fact]
    public async Task FailedPrompt_IsAnErrorOfItsRequest_AndTheEngineGoesOn()
    {
        using LlamaEngine engine = NewEngine(null);
        GenerationRequest invalid = fixture.NewRequest(new Prompt([Words(20), [int.MaxValue]]));

        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(() => ReadAsync(engine, invalid));
        IReadOnlyList<int> tokens = await ReadAsync(engine, fixture.NewRequest(new Prompt([Words(4)]), maxTokens: 3));

        Assert.Contains("llama_decode returned -1", exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, tokens.Count);
        Assert.Equal([-1, -1, -1], await engine.DrainAsync(Token));
    }

    [Fact]
    public async Task FailedSharedStep_TakesDownOnlyTheRequestThatFailsAlone()
    {
        // Reproducible, so that the answer to compare with is computed in the same shapes as by the retry.
        LlamaOptions options = SmallOptions();
        options.Reproducible = true;
        using LlamaEngine alone = fixture.NewEngine(options);
        IReadOnlyList<int> expected = await ReadAsync(alone, fixture.NewRequest(new Prompt([Words(4)]), maxTokens: 6));
        bool shared = false;
        using StepGate gate = new(batch =>
        {
            shared |= batch.Count == 2;
            return batch.Count == 2 || (shared && batch.Count == 1 && batch.SequenceAt(0) == 0) ? -3 : 0;
        });
        using LlamaEngine engine = NewEngine(gate.Intercept);
        Task<IReadOnlyList<int>> failing = ReadAsync(engine, fixture.NewRequest(new Prompt([Words(3)]), maxTokens: 6));
        Task<IReadOnlyList<int>> sound = ReadAsync(engine, fixture.NewRequest(new Prompt([Words(4)]), maxTokens: 6));

        gate.Open();
        await Assert.ThrowsAsync<LocalRagException>(() => failing);

        Assert.True(shared);
        Assert.Equal(expected, await sound);
        Assert.Equal([-1, -1, -1], await engine.DrainAsync(Token));
    }

    [Fact]
    public async Task ThrowingStep_EndsItsRequests_AndTheEngineGoesOn()
    {
        int steps = 0;
        using LlamaEngine engine = NewEngine(_ => steps++ == 0 ? throw new InvalidOperationException("a bug") : 0);

        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(
            () => ReadAsync(engine, fixture.NewRequest(new Prompt([Words(4)]))));
        IReadOnlyList<int> tokens = await ReadAsync(engine, fixture.NewRequest(new Prompt([Words(4)]), maxTokens: 3));

        Assert.Equal("a bug", exception.InnerException?.Message);
        Assert.Equal(3, tokens.Count);
    }

    [Fact]
    public async Task Answer_ThatReachesTheEndOfTheContext_EndsByLength()
    {
        LlamaOptions options = SmallOptions();
        options.ContextTokens = 64;
        using LlamaEngine engine = fixture.NewEngine(options);
        GenerationRequest request = fixture.NewRequest(new Prompt([Words(60)]), maxTokens: 100);

        IReadOnlyList<int> tokens = await ReadAsync(engine, request);

        Assert.Equal(5, tokens.Count);
        Assert.Equal(GenerationEnd.Length, request.End);
    }

    [Fact]
    public async Task Dispose_WhileRequestsRunAndWait_EndsThemAll()
    {
        LlamaOptions options = SmallOptions();
        options.Sequences = 1;
        LlamaEngine engine = fixture.NewEngine(options);
        GenerationRequest running = fixture.NewRequest(new Prompt([Words(4)]), maxTokens: 200);
        Task<IReadOnlyList<int>> first = ReadAsync(engine, running);
        Task<IReadOnlyList<int>> second = ReadAsync(engine, fixture.NewRequest(new Prompt([Words(4)]), maxTokens: 200));

        engine.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => first);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => second);
        Assert.True(running.Sampler.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => engine.Submit(fixture.NewRequest(new Prompt([Words(4)]))));
    }

    [Fact]
    public async Task TwoHundredRequests_CancelledAtRandom_LeaveNothingBehind()
    {
        using LlamaEngine engine = NewEngine(null);
        Random random = new(11);
        GenerationRequest[] requests = [.. Enumerable.Range(0, 200).Select(i => fixture.NewRequest(new Prompt([Words(2 + (i % 5))]), maxTokens: 4))];
        int[] readUpTo = [.. requests.Select(_ => random.Next(0, 6))];

        await Parallel.ForEachAsync(
            Enumerable.Range(0, requests.Length),
            new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = Token },
            async (i, _) => await ReadSomeAsync(engine, requests[i], readUpTo[i]));

        Assert.Equal([-1, -1, -1], await engine.DrainAsync(Token));
        Assert.All(requests, request => Assert.True(request.Sampler.IsDisposed));
    }

    private static int Record(List<int> batches, int count)
    {
        batches.Add(count);
        return 0;
    }

    private static LlamaOptions SmallOptions()
    {
        LlamaOptions options = ChatModelFixture.NewOptions();
        options.ContextTokens = 256;
        options.Sequences = 3;
        options.PrefillPieceTokens = Piece;
        return options;
    }

    private static async Task<IReadOnlyList<int>> ReadAsync(LlamaEngine engine, GenerationRequest request)
    {
        engine.Submit(request);
        return await request.Tokens.ReadAllAsync(Token).ToListAsync(Token);
    }

    private static async Task ReadSomeAsync(LlamaEngine engine, GenerationRequest request, int count)
    {
        engine.Submit(request);
        for (int i = 0; i < count && await request.Tokens.WaitToReadAsync(Token); i++)
        {
            request.Tokens.TryRead(out int _);
        }

        request.Abandon();
    }

    private LlamaEngine NewEngine(Func<DecodeBatch, int>? interceptor) => fixture.NewEngine(SmallOptions(), interceptor);

    private int[] Words(int count) => [.. Enumerable.Range(0, count).Select(i => fixture.Model.Model.Vocabulary.Tokenize(" word", false, false)[0] + (i % 7))];
}
