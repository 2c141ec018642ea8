using LocalRag.Measurement.Stress;
using LocalRag.Memory.Platform;
using LocalRag.Tests.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LocalRag.Tests.Measurement.Stress;

public sealed class StressRunnerTests
{
    [Fact]
    public async Task Run_SoundHost_PassesWithEverythingChecked()
    {
        await using StressFixture fixture = new();

        StressReport report = await fixture.RunAsync();

        Assert.Empty(report.Violations);
        Assert.Equal(150, report.Operations.Sum(count => count.Done + count.Abstained + count.Cancelled + count.Broken));
        StressInvariant[] checkedOnes = [.. report.Invariants.Where(count => count.Checks > 0).Select(count => count.Invariant)];
        StressInvariant[] needed = [StressInvariant.EndsOnce, StressInvariant.IsNotMixed, StressInvariant.IsFresh, StressInvariant.IndexIsSound, StressInvariant.Drains];
        Assert.Empty(needed.Except(checkedOnes));
    }

    [Fact]
    public async Task Run_SameSeed_DoesTheSameOperations()
    {
        StressOperationCount[] first = await CountAsync(seed: 11);
        StressOperationCount[] again = await CountAsync(seed: 11);

        Assert.Equal(Totals(first), Totals(again));
        Assert.NotEqual(Totals(first), Totals(await CountAsync(seed: 12)));
    }

    [Fact]
    public async Task Run_StreamThatEndsWithoutItsClosing_IsALostAnswer()
    {
        await using StressFixture fixture = new();

        StressReport report = await RunWithAsync(fixture, new FaultyAnswers(fixture.Host.Answers) { OnStream = (_, updates) => [.. updates.SkipLast(1)] });

        AssertBroken(StressInvariant.EndsOnce, report);
    }

    [Fact]
    public async Task Run_StreamThatClosesTwice_IsFound()
    {
        await using StressFixture fixture = new();

        StressReport report = await RunWithAsync(fixture, new FaultyAnswers(fixture.Host.Answers) { OnStream = (_, updates) => [.. updates, updates[^1]] });

        AssertBroken(StressInvariant.EndsOnce, report);
    }

    [Fact]
    public async Task Run_AnswerThatNeverComes_IsLostAfterTheLimit()
    {
        FakeTimeProvider time = new();
        await using StressFixture fixture = new(timeProvider: time);
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<StressReport> run = RunWithAsync(fixture, new FaultyAnswers(fixture.Host.Answers) { OnResponse = (call, response) => call < 7 ? Task.FromResult(response) : NeverAsync(asked) });

        // The clock stands still until the answer is being kept back: nothing else can be late.
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        while (!run.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        StressReport report = await run;
        AssertBroken(StressInvariant.EndsOnce, report);
        Assert.Contains("has not ended within", report.Violations[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AnswersThatAreSwapped_AreMixed()
    {
        await using StressFixture fixture = new();
        ChatResponse? last = null;

        StressReport report = await RunWithAsync(
            fixture, new FaultyAnswers(fixture.Host.Answers) { OnResponse = (_, response) => Task.FromResult(Interlocked.Exchange(ref last, response) ?? response) });

        AssertBroken(StressInvariant.IsNotMixed, report);
    }

    [Fact]
    public async Task Run_WordsOfAnotherDocumentInAnAnswer_AreMixed()
    {
        string name = StressCorpus.Name(31);
        await using StressFixture fixture = new($"It is like the {name}.");

        StressReport report = await fixture.RunAsync();

        AssertBroken(StressInvariant.IsNotMixed, report);
        Assert.Contains(name, report.Violations[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RemovedDocumentThatStays_IsAnUnsoundIndex()
    {
        await using StressFixture fixture = new();
        fixture.Host = fixture.Host with { Index = new FaultyIndex(fixture.Host.Index) { KeepsWhatIsRemoved = true } };

        StressReport report = await fixture.RunAsync();

        Assert.Contains(report.Violations, violation => violation.Invariant is StressInvariant.IndexIsSound or StressInvariant.IsFresh);
    }

    [Fact]
    public async Task Run_IndexThatIsDamaged_IsFound()
    {
        await using StressFixture fixture = new();
        fixture.Host = fixture.Host with { Index = new FaultyIndex(fixture.Host.Index) { Problems = ["A page is damaged."] } };

        StressReport report = await fixture.RunAsync();

        AssertBroken(StressInvariant.IndexIsSound, report);
        Assert.Contains("A page is damaged.", report.Violations[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SearchThatRepeatsAnOldOne_IsFound()
    {
        await using StressFixture fixture = new();
        fixture.Host = fixture.Host with { Index = new FaultyIndex(fixture.Host.Index) { RepeatsTheFirstSearch = true } };

        StressReport report = await fixture.RunAsync();

        AssertBroken(StressInvariant.IndexIsSound, report);
    }

    [Fact]
    public async Task Run_QueueThatGrows_IsFound()
    {
        await using StressFixture fixture = new();
        LeakingQueue queue = new(capacity: 1000);
        fixture.Request = fixture.Request with { Engine = queue };

        StressReport report = await RunWithAsync(fixture, new FaultyAnswers(fixture.Host.Answers) { OnResponse = (_, response) => queue.KeepAsync(response) });

        AssertBroken(StressInvariant.Drains, report);
    }

    [Fact]
    public async Task Run_QueueBeyondItsCapacity_IsFound()
    {
        await using StressFixture fixture = new();
        LeakingQueue queue = new(capacity: 3);
        fixture.Request = fixture.Request with { Engine = queue };

        StressReport report = await RunWithAsync(fixture, new FaultyAnswers(fixture.Host.Answers) { OnResponse = (_, response) => queue.KeepAsync(response) });

        Assert.Contains(report.Violations, violation => violation.Invariant == StressInvariant.QueueIsBounded);
    }

    [Fact]
    public async Task Run_LeakBeyondTheBudget_IsFound()
    {
        await using StressFixture fixture = new();
        FakeMemorySystem memory = new() { Current = new MemorySample(Capacity: 16L << 30, Available: 8L << 30, Process: 20 << 20), Handles = 20 };
        fixture.Request = fixture.Request with { MemoryBudget = 100 << 20 };
        fixture.Host = fixture.Host with { Memory = memory };

        StressReport report = await RunWithAsync(fixture, new FaultyAnswers(fixture.Host.Answers)
        {
            OnResponse = (_, response) =>
            {
                memory.Grow(8 << 20);
                return Task.FromResult(response);
            },
        });

        AssertBroken(StressInvariant.KeepsBudget, report);
        Assert.True(report.Memory.Peak > report.Memory.Budget);
    }

    [Fact]
    public async Task Run_FailingRequest_NamesTheSeedAndTheLastEvents()
    {
        await using StressFixture fixture = new();

        StressReport report = await RunWithAsync(
            fixture, new FaultyAnswers(fixture.Host.Answers) { OnResponse = (call, response) => call < 5 ? Task.FromResult(response) : throw new InvalidOperationException("planted") });

        AssertBroken(StressInvariant.DoesNotFail, report);
        Assert.Equal(5, report.Seed);
        Assert.Contains(report.LastEvents, happened => happened.Text.Contains("asks", StringComparison.Ordinal));
        Assert.Contains("planted", report.Violations[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OverDocumentsOfSomebody_IsRefused()
    {
        await using StressFixture fixture = new();
        await fixture.Host.Index.ReplaceAsync(
            new IndexedDocument("/home/user/diary.txt", "Diary", "0", 1, "text/plain", default), AsyncEnumerable.Empty<DocumentChunk>(), TestContext.Current.CancellationToken);

        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(fixture.RunAsync);

        Assert.Contains("/home/user/diary.txt", exception.Problem, StringComparison.Ordinal);
    }

    private static Task<ChatResponse> NeverAsync(TaskCompletionSource asked)
    {
        asked.TrySetResult();
        return new TaskCompletionSource<ChatResponse>().Task;
    }

    private static void AssertBroken(StressInvariant invariant, StressReport report)
    {
        Assert.False(report.Passed);
        Assert.Equal(invariant, report.Violations[0].Invariant);
    }

    private static Task<StressReport> RunWithAsync(StressFixture fixture, FaultyAnswers answers)
    {
        fixture.Host = fixture.Host with { Answers = answers };
        return fixture.RunAsync();
    }

    private static async Task<StressOperationCount[]> CountAsync(int seed)
    {
        await using StressFixture fixture = new();
        fixture.Request = fixture.Request with { Seed = seed, Callers = 1, Operations = 80 };
        return [.. (await fixture.RunAsync()).Operations];
    }

    private static IEnumerable<(StressOperation Operation, long Count)> Totals(IEnumerable<StressOperationCount> counts) =>
        counts.Select(count => (count.Operation, count.Done + count.Abstained + count.Cancelled));

    /// <summary>An engine that never lets go of a request.</summary>
    private sealed class LeakingQueue(int capacity) : IStressedEngine
    {
        private int _kept;

        public Task<ChatResponse> KeepAsync(ChatResponse response)
        {
            Interlocked.Increment(ref _kept);
            return Task.FromResult(response);
        }

        public EngineLoad? Read() => new EngineLoad(0, Volatile.Read(ref _kept), capacity);

        public Task<int> DrainAsync(CancellationToken cancellationToken) => Task.FromResult(0);
    }
}
