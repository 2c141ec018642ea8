using LocalRag.Plugins;
using LocalRag.Settings;
using LocalRag.Tests.Hosting;
using LocalRag.Tuning;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Tests.Tuning;

public sealed class CandidateTests
{
    private static readonly Dictionary<string, string> s_nothing = [];

    [Fact]
    public async Task Candidates_OfAHost_AreTheSettingsMarkedForIt()
    {
        await using TestHost host = new();

        IReadOnlyList<Candidate> candidates = Create(host);

        Assert.Contains(candidates, candidate => candidate is { Change: "Answers:PrefetchHead=true", Cost: SettingCost.Live, ChangesAnswers: false });
        Assert.Contains(candidates, candidate => candidate is { Change: "Retrieval:Limit=10", ChangesAnswers: true });
        Assert.DoesNotContain(candidates, candidate => candidate.Key == "Answers:MaxOutputTokens");
        Assert.DoesNotContain(candidates, candidate => candidate.Change == "Answers:PrefetchHead=false");
    }

    [Theory]
    [InlineData("7")]
    [InlineData("20")]
    public async Task Candidates_NeverTouchWhatTheUserHasSet(string value)
    {
        // Also where the user has set what the default is: it is the user's word.
        await using TestHost host = new();
        host.With("Retrieval:Limit", value);

        Assert.DoesNotContain(Create(host), candidate => candidate.Key == "Retrieval:Limit");
    }

    [Fact]
    public async Task Candidates_OfAProfile_GoBackToo()
    {
        await using TestHost host = new();

        Candidate[] candidates = [.. Create(host, new() { ["Retrieval:Limit"] = "10" }).Where(candidate => candidate.Key == "Retrieval:Limit")];

        Candidate back = Assert.Single(candidates, candidate => candidate.Value is null);
        Assert.Equal("10", back.From);
        Assert.Empty(back.ApplyTo(new Dictionary<string, string> { ["Retrieval:Limit"] = "10" }));
    }

    [Fact]
    public async Task Candidates_AfterTheProfile_AreNotWhatHoldsWithoutIt()
    {
        // The host that looks for them still has the profile in force.
        await using TestHost host = new();
        host.Provider.GetRequiredService<OnlineTuning>().Settings.Replace(new Dictionary<string, string> { ["Answers:PrefetchHead"] = "true" });

        Assert.DoesNotContain(Create(host), candidate => candidate.Key == "Answers:PrefetchHead");
    }

    [Fact]
    public async Task Candidates_OfAProfile_GoBackTogetherFirst()
    {
        await using TestHost host = new();
        Dictionary<string, string> profile = new() { ["Retrieval:Limit"] = "10", ["Answers:PrefetchHead"] = "true" };

        Candidate first = CandidateOrder.Sort(Create(host, profile), TuningGoal.Balanced, [])[0];

        Assert.Equal(CandidateFactory.EverythingBack, first.Change);
        Assert.True(first.IsUndoing);
        Assert.Empty(first.ApplyTo(profile));
    }

    [Theory]
    [InlineData("Threads", "0", new[] { "1", "2", "4", "6" })]
    [InlineData("Threads", "2", new[] { "0", "1", "4", "6" })]
    [InlineData("Count", "8", new[] { "4", "16" })]
    [InlineData("Count", "64", new[] { "32" })]
    [InlineData("Share", "0.5", new[] { "0.4", "0.6" })]
    [InlineData("Listed", "2", new[] { "1", "3" })]
    [InlineData("Flag", "true", new[] { "false" })]
    [InlineData("Choice", "Live", new[] { "NewContext", "Reload", "Ingest" })]
    [InlineData("Layers", "0", new[] { "-1" })]
    public void Values_OfASetting_AreItsNeighboursOrWhatItsTypeHas(string name, string current, string[] expected)
    {
        System.Reflection.PropertyInfo property = typeof(Sample).GetProperty(name)!;
        SettingDefinition definition = new($"Sample:{name}", new SettingsSection("Sample", typeof(Sample)), [property]);
        TunableAttribute attribute = (TunableAttribute)property.GetCustomAttributes(typeof(TunableAttribute), false)[0];

        Assert.Equal(expected, TunableValues.Of(definition, attribute, current, processors: 6));
    }

    [Fact]
    public void Order_PutsWhatABottleneckAsksForFirst()
    {
        Candidate[] candidates = [Change("Answers:PrefetchHead"), Change("Llama:Threads"), Change("Sqlite:CacheKiB"), Change("Llama:DynamicContext")];
        Bottleneck slowSearch = new(BottleneckFinder.Retrieval, 200, 100, "Searches are slow.");

        Assert.Equal("Sqlite:CacheKiB", CandidateOrder.Sort(candidates, TuningGoal.Throughput, [slowSearch])[0].Key);
        Assert.Equal("Llama:Threads", CandidateOrder.Sort(candidates, TuningGoal.Throughput, [])[0].Key);
        Assert.Equal("Llama:DynamicContext", CandidateOrder.Sort(candidates.Where(candidate => !candidate.ConcernsSearchOnly), TuningGoal.Memory, [])[0].Key);
    }

    [Theory]
    [InlineData(TuningGoal.Balanced, "Plugins:Optimizers:tuned-cache")]
    [InlineData(TuningGoal.Latency, "Plugins:Optimizers:tuned-cache")]
    [InlineData(TuningGoal.Throughput, "Plugins:Optimizers:tuned-cache")]
    [InlineData(TuningGoal.Memory, "Plugins:Optimizers:tuned-memory")]
    public void Order_PutsPluginsOfTheProgramBeforeSingleSettings(TuningGoal goal, string first)
    {
        Candidate[] candidates = [Change("Llama:Threads"), Change("Llama:DynamicContext"), .. new[] { "speed", "memory", "cache" }.Select(id => Change(TuningKeys.OptimizerOn(id)))];

        Assert.Equal(first, CandidateOrder.Sort(candidates, goal, [])[0].Key);
    }

    [Fact]
    public void Bottlenecks_AreNamedWithTheirFigures()
    {
        IReadOnlyList<Bottleneck> found = BottleneckFinder.Find(new HostFigures(0.95, 4, 260, null, null), new TuningOptions());

        Assert.Equal(["retrieval_latency", "token_throughput", "memory_usage"], found.Select(bottleneck => bottleneck.Figure));
        Assert.Equal("Searches are slow: one takes 260 ms, more than 100 ms.", found[0].Explanation);
        Assert.Empty(BottleneckFinder.Find(new HostFigures(0.5, 50, 20, null, null), new TuningOptions()));
    }

    private static Candidate Change(string key) => TunerFixture.Change(key);

    private static IReadOnlyList<Candidate> Create(TestHost host, Dictionary<string, string>? profile = null) =>
        new CandidateFactory(host.Provider.GetRequiredService<SettingsCatalog>(), host.Provider.GetRequiredService<PluginHost>()).Create(profile ?? s_nothing);

    private sealed class Sample
    {
        [Tunable(SettingCost.Live)]
        public int Threads { get; set; }

        [Tunable(SettingCost.Live)]
        [System.ComponentModel.DataAnnotations.Range(1, 64)]
        public int Count { get; set; }

        [Tunable(SettingCost.Live)]
        [System.ComponentModel.DataAnnotations.Range(0.0, 1.0)]
        public double Share { get; set; }

        [Tunable(SettingCost.Live, Values = [1, 2, 3])]
        public int Listed { get; set; }

        [Tunable(SettingCost.Live)]
        public bool Flag { get; set; }

        [Tunable(SettingCost.Live)]
        public SettingCost Choice { get; set; }

        [Tunable(SettingCost.Live)]
        [System.ComponentModel.DataAnnotations.Range(-1, 100)]
        public int Layers { get; set; }
    }
}
