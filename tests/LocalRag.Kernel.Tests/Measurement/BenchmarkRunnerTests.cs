using LocalRag.Measurement;
using LocalRag.Tests.Hosting;

namespace LocalRag.Tests.Measurement;

public sealed class BenchmarkRunnerTests : IDisposable
{
    private readonly BenchmarkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_TwoHosts_AsksEachAndTheControlTheSameQuestionsOnce()
    {
        FakeHosts hosts = new();

        BenchmarkResult result = await RunAsync(hosts, _folder.Request(["ask-cold"], "none", "other:Retrieval:Limit=5"));

        Assert.Equal(["none", "none (again)", "other"], result.Variants.Select(variant => variant.Name));
        Assert.Equal([null, "none", null], result.Variants.Select(variant => variant.ControlOf));
        string[][] asked = [.. hosts.Started.Select(started => Questions(started.Host)).Where(questions => questions.Length > 0)];
        Assert.Equal(3, asked.Length);
        Assert.Equal(30, asked[0].Distinct().Count());
        Assert.All(asked, questions => Assert.Equal(asked[0], questions));
    }

    [Fact]
    public async Task Run_HostThatAnswersWorse_IsFoundWorse()
    {
        FakeHosts hosts = new() { Answer = variant => variant.Name == "bad" ? "Nothing is known about that." : FakeHosts.RightAnswer };

        BenchmarkResult result = await RunAsync(hosts, _folder.Request(["ask-cold"], "none", "bad:Retrieval:Limit=5"));

        FigureComparison quality = Assert.Single(result.Comparisons, comparison => comparison.Figure == "answer_right");
        Assert.Equal((FigureVerdict.Worse, 1.0, 0.0), (quality.Verdict, quality.BaselineValue, quality.VariantValue));
    }

    [Fact]
    public async Task Run_RepliesWithoutTheModel_AreNoMeasurementOfItsSpeed()
    {
        BenchmarkResult result = await RunAsync(new FakeHosts { FindsNothing = true }, _folder.Request(["ask-cold"], "none") with { MaxRounds = 6 });

        Assert.DoesNotContain(result.Figures, figure => figure.Name is "first_token_ms" or "total_ms" or "cpu_ms" && figure.Samples.Any(double.IsFinite));
        Assert.Contains(result.Figures, figure => figure is { Name: "answer_right", Summary.Median: 0 });
    }

    [Fact]
    public async Task Run_FewQuestionsToRepeat_AreSoonAllRepeated()
    {
        BenchmarkRequest request = _folder.Request(["ask-repeat"], "none") with { MaxRounds = 18, RepeatedQuestions = 5, RephrasedShare = 0, HasControl = false };

        BenchmarkResult result = await RunAsync(new FakeHosts(), request);

        BenchmarkFigure repeated = Assert.Single(result.Figures, figure => figure.Name == "repeated");
        Assert.InRange(repeated.Samples.Sum(), 18 - 5, 17);
        Assert.Equal("5", result.Workloads[0].Parameters["questions"]);
    }

    [Fact]
    public async Task Run_SavedAndReadBack_IsTheSame()
    {
        BenchmarkResult result = await RunAsync(new FakeHosts(), _folder.Request(["start", "ask-cold", "ask-repeat"], "none", "none2:Retrieval:Limit=5") with { MaxRounds = 3 });
        string path = _folder.At("saved/result.json");

        BenchmarkResultFile.Save(result, path);

        string json = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(json.TrimEnd(), BenchmarkResultFile.ToJson(BenchmarkResultFile.Load(path)));
        Assert.Contains("\"schema_version\": 1", json, StringComparison.Ordinal);
        Assert.Contains("\"direction\": \"lower_is_better\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Processes_GiveMemoryByOwner()
    {
        BenchmarkResult result = await RunAsync(new FakeHosts(), _folder.Request(["start"], "none") with { MaxRounds = 3 });

        MemoryProfile memory = result.Memory[0];
        Assert.Equal(("none", "pss", 3), (memory.Variant, memory.Measure, memory.Processes));
        Assert.Equal([("mapped weights", 90_000_000L), ("managed heap", 30_000_000L)], memory.Owners.Select(owner => (owner.Name, owner.Bytes)));
        Assert.Contains(result.Figures, figure => figure is { Name: "memory_steady_mb", Summary.Median: 200 });
    }

    [Fact]
    public async Task Run_SettingsOfAHost_ComeWithTheirSource()
    {
        BenchmarkResult result = await RunAsync(new FakeHosts(), _folder.Request(["search"], "none") with { MaxRounds = 1 });

        Assert.Contains(result.Variants[0].Settings, setting => setting is { Key: "Retrieval:Limit", Value: "7", Source: "application code" });
    }

    [Fact]
    public async Task Run_PluginThatIsNotThere_IsAnErrorNotAPlainHost()
    {
        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(() => RunAsync(new FakeHosts(), _folder.Request(["search"], "none", "cache")));

        Assert.Contains("cache", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WorkloadThatDoesNotExist_NamesThoseThatDo()
    {
        LocalRagException exception = await Assert.ThrowsAsync<LocalRagException>(() => RunAsync(new FakeHosts(), _folder.Request(["ask-warm"], "none")));

        Assert.Contains("ask-cold", exception.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FileOfAnotherSchema_SaysWhichIsRead()
    {
        string path = _folder.At("old.json");
        File.WriteAllText(path, "{ \"schema_version\": 99 }");

        Assert.Contains("old.json", Assert.Throws<LocalRagException>(() => BenchmarkResultFile.Load(path)).Problem, StringComparison.Ordinal);
    }

    private static Task<BenchmarkResult> RunAsync(FakeHosts hosts, BenchmarkRequest request) =>
        new BenchmarkRunner(hosts, TimeProvider.System).RunAsync(request, BenchmarkFolder.Versions, cancellationToken: TestContext.Current.CancellationToken);

    private static string[] Questions(TestHost host) =>
        [.. host.Chat.Requests.Select(request => request[^1].Text).Where(text => text.Contains("in case", StringComparison.Ordinal))];
}
