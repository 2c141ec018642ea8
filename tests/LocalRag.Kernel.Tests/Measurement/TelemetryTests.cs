using System.Diagnostics;
using LocalRag.Measurement;
using LocalRag.Memory.Reporting;
using LocalRag.Testing;
using LocalRag.Tests.Hosting;
using LocalRag.Tests.Memory;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Tests.Measurement;

/// <summary>Alone in the process: whether anybody listens is a question to the whole process.</summary>
[CollectionDefinition(nameof(TelemetryTests), DisableParallelization = true)]
[Collection(nameof(TelemetryTests))]
public sealed class TelemetryTests
{
    private const string Question = "What limits the speed of decode on Mondays?";

    [Fact]
    public void Chat_NobodyListens_GoesStraightThrough()
    {
        IAsyncEnumerable<ChatResponseUpdate> stream = TestChatClient.Stream("an answer");
        TestChatClient engine = new() { OnGetStreamingResponse = (_, _, _) => stream };

        IAsyncEnumerable<ChatResponseUpdate> measured =
            new MeasuringChatClient(engine).GetStreamingResponseAsync(Question, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Same(stream, measured);
    }

    [Fact]
    public async Task Chat_SomebodyListens_TellsTokensAndTimes()
    {
        using MeterCollector collector = new();

        await new MeasuringChatClient(TestChatClient.Answering("an answer"))
            .GetStreamingResponseAsync(Question, cancellationToken: TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        IReadOnlyList<InstrumentReading> readings = collector.Read();
        Assert.Equal([77.0, 7.0], TokensOf(readings, "input").Concat(TokensOf(readings, "output")));
        Assert.Contains(readings, reading => reading is { Name: "gen_ai.client.operation.duration", Count: 1, Unit: "s" }
            && reading.Tags.Contains("gen_ai.operation.name=chat gen_ai.provider.name=test gen_ai.request.model=test-model", StringComparison.Ordinal));
        Assert.Contains(readings, reading => reading is { Name: "gen_ai.client.operation.time_to_first_chunk", Count: 1 });
    }

    [Fact]
    public async Task Chat_EngineFails_TellsTheErrorsTypeAndNotItsText()
    {
        using MeterCollector collector = new();
        MeasuringChatClient chat = new(new TestChatClient { OnGetResponse = (_, _, _) => Task.FromException<ChatResponse>(new LocalRagException(Question, null)) });

        await Assert.ThrowsAsync<LocalRagException>(() => chat.GetResponseAsync(Question, cancellationToken: TestContext.Current.CancellationToken));

        InstrumentReading reading = Assert.Single(collector.Read(), reading => reading.Name == "gen_ai.client.operation.duration");
        Assert.Contains("error.type=LocalRag.LocalRagException", reading.Tags, StringComparison.Ordinal);
        Assert.DoesNotContain(Question, reading.Tags, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_ReaderLeavesEarly_IsTold()
    {
        using MeterCollector collector = new();

        await new MeasuringChatClient(TestChatClient.Answering("an answer"))
            .GetStreamingResponseAsync(Question, cancellationToken: TestContext.Current.CancellationToken)
            .FirstAsync(TestContext.Current.CancellationToken);

        Assert.Contains(collector.Read(), reading => reading.Name == "gen_ai.client.operation.duration" && reading.Tags.Contains("abandoned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answer_WholeHost_TellsStagesWithoutAnyText()
    {
        List<Activity> activities = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == LocalRagTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using MeterCollector collector = new();
        await using TestHost host = new();

        await host.Provider.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers).GetResponseAsync(Question, cancellationToken: TestContext.Current.CancellationToken);

        Activity answer = Assert.Single(activities, activity => activity.OperationName == "localrag.answer");
        Assert.Equal("answered", answer.GetTagItem("localrag.answer.outcome"));
        Assert.All(activities.Where(activity => activity != answer), activity => Assert.Equal(answer.TraceId, activity.TraceId));
        Assert.Contains(activities, activity => activity.OperationName == "chat test-model");
        Assert.Contains(collector.Read(), reading => reading.Name == "localrag.retrieval.duration");
        string told = string.Join('\n', activities.SelectMany(activity => activity.TagObjects.Select(tag => $"{tag.Value}").Append(activity.DisplayName)).Concat(collector.Read().Select(reading => reading.Tags)));
        Assert.All((string[])["Mondays", "bandwidth", "/docs/"], text => Assert.DoesNotContain(text, told, StringComparison.Ordinal));
    }

    [Fact]
    public void CacheLookups_HitsAndMisses_AreCountedByCache()
    {
        using MeterCollector collector = new();

        LocalRagTelemetry.CountCacheLookup("query", hit: true);
        LocalRagTelemetry.CountCacheLookup("query", hit: true);
        LocalRagTelemetry.CountCacheLookup("query", hit: false);

        Assert.Equal(
            [("localrag.cache.name=query localrag.cache.result=hit", 2.0), ("localrag.cache.name=query localrag.cache.result=miss", 1.0)],
            collector.Read().Where(reading => reading.Name == "localrag.cache.lookups").Select(reading => (reading.Tags, reading.Sum)));
    }

    [Fact]
    public async Task Memory_WhileTheHostRuns_IsToldByOwnerAsTheReportHasIt()
    {
        FakeMemorySystem system = new();
        using MeterCollector collector = new();
        using MemoryArbiterFixture memory = new(new LocalRag.Memory.MemoryOptions());
        using MemoryTelemetry telemetry = new(new MemoryReporter(memory.Arbiter, system));
        IDisposable registration = memory.Arbiter.Register(new TestMemoryOwner("llama.kv", MemoryPriority.InUse, 123));

        await telemetry.StartAsync(TestContext.Current.CancellationToken);
        Dictionary<string, double> owned = MemoryOf(collector);
        registration.Dispose();
        Dictionary<string, double> afterwards = MemoryOf(collector);
        await telemetry.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(123, owned["llama.kv"]);
        Assert.Equal(system.Current.Process, owned.Values.Sum());
        Assert.DoesNotContain("llama.kv", afterwards.Keys);
        Assert.Empty(MemoryOf(collector));
    }

    private static Dictionary<string, double> MemoryOf(MeterCollector collector) => collector.Read()
        .Where(reading => reading is { Name: "localrag.memory.bytes", Kind: "gauge", Unit: "By" })
        .ToDictionary(reading => reading.Tags.Split('=')[1], reading => reading.Sum);

    private static IEnumerable<double> TokensOf(IReadOnlyList<InstrumentReading> readings, string type) => readings
        .Where(reading => reading.Name == "gen_ai.client.token.usage" && reading.Tags.Contains($"gen_ai.token.type={type}", StringComparison.Ordinal))
        .Select(reading => reading.Sum);
}
