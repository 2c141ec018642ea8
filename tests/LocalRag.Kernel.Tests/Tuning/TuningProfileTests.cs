using LocalRag.Answers;
using LocalRag.Measurement;
using LocalRag.Retrieval;
using LocalRag.Settings;
using LocalRag.Tests.Hosting;
using LocalRag.Tests.Ingestion;
using LocalRag.Tuning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LocalRag.Tests.Tuning;

/// <summary>The file, and the layer that it becomes: above plugins, below the user.</summary>
public sealed class TuningProfileTests : IAsyncDisposable
{
    private static readonly DateTimeOffset s_time = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly List<TestHost> _hosts = [];

    public async ValueTask DisposeAsync()
    {
        foreach (TestHost host in _hosts)
        {
            await host.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public void File_OfThisVersion_IsWhatItWas()
    {
        TuningProfileStore store = Store(NewHost());
        store.Update(_ => new TuningProfile
        {
            Subject = store.FindOrCreate().Subject,
            Applied = true,
            VerifiedAt = s_time,
            Goal = TuningGoal.Latency,
            Corpus = "corpus",
            Settings = new Dictionary<string, string> { ["Retrieval:Limit"] = "10" },
            Changes = [new KeptChange("Retrieval:Limit=10", null, "search", "search_ms", new Interval(0.5, 0.4, 0.6), "It is faster.")],
            Harmful = [new HarmfulChange("Llama:Threads=9", TuningGoal.Memory, "It is slow.", s_time)],
            Bottlenecks = [new Bottleneck("retrieval_latency", 120, 100, "Searches are slow.")],
            KeptOnline = [new OnlineChange("Sqlite:CacheKiB=16000", "It is faster.", s_time)],
        });

        string[] lines = [.. File.ReadAllLines(store.FilePath).Where(line => !line.Contains("\"machine\"", StringComparison.Ordinal) && !line.Contains("\"models\"", StringComparison.Ordinal))];

        Assert.Equal(
            """
            {
              "schema_version": 1,
              "subject": {
              },
              "applied": true,
              "verified_at": "2026-11-24T08:00:00+00:00",
              "goal": "latency",
              "corpus": "corpus",
              "settings": {
                "Retrieval:Limit": "10"
              },
              "changes": [
                {
                  "change": "Retrieval:Limit=10",
                  "from": null,
                  "workload": "search",
                  "figure": "search_ms",
                  "gain": {
                    "value": 0.5,
                    "low": 0.4,
                    "high": 0.6
                  },
                  "explanation": "It is faster."
                }
              ],
              "harmful": [
                {
                  "change": "Llama:Threads=9",
                  "goal": "memory",
                  "reason": "It is slow.",
                  "at": "2026-11-24T08:00:00+00:00"
                }
              ],
              "bottlenecks": [
                {
                  "figure": "retrieval_latency",
                  "value": 120,
                  "limit": 100,
                  "explanation": "Searches are slow."
                }
              ],
              "kept_online": [
                {
                  "change": "Sqlite:CacheKiB=16000",
                  "reason": "It is faster.",
                  "at": "2026-11-24T08:00:00+00:00"
                }
              ],
              "pending": [],
              "previous": {}
            }
            """.ReplaceLineEndings("\n"),
            string.Join('\n', lines));
        Assert.Equal("10", store.Find()!.Settings["Retrieval:Limit"]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{ \"schema_version\": 2, \"subject\": { \"machine\": \"m\", \"models\": \"n\" } }")]
    [InlineData("{ \"schema_version\": 1 ")]
    public void File_ThatIsNoProfile_IsNamedWithWhatToDo(string text)
    {
        TuningProfileStore store = Store(NewHost());
        Directory.CreateDirectory(Path.GetDirectoryName(store.FilePath)!);
        File.WriteAllText(store.FilePath, text);

        LocalRagException exception = Assert.Throws<LocalRagException>(store.Find);

        Assert.Contains(store.FilePath, exception.Problem, StringComparison.Ordinal);
        Assert.Contains("localrag tune", exception.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_ThatStarts_HasTheProfileBelowWhatTheUserSets()
    {
        Write(new() { ["Retrieval:Limit"] = "10", ["Retrieval:ContextTokens"] = "300" });

        TestHost host = await StartAsync(("Retrieval:ContextTokens", "500"));

        RetrievalOptions options = host.Provider.GetRequiredService<IOptionsMonitor<RetrievalOptions>>().CurrentValue;
        Assert.Equal((10, 500), (options.Limit, options.ContextTokens));
        Assert.Equal("tuned profile", Find(host, "Retrieval:Limit").Source);
    }

    [Theory]
    [InlineData("Plugins:Enabled", "false")]
    [InlineData("Tuning:UseProfile", "false")]
    public async Task Host_ThatIsNotToUseIt_HasNoneOfIt(string key, string value)
    {
        Write(new() { ["Retrieval:Limit"] = "10" });

        TestHost host = await StartAsync((key, value));

        Assert.Equal(20, host.Provider.GetRequiredService<IOptionsMonitor<RetrievalOptions>>().CurrentValue.Limit);
    }

    [Theory]
    [InlineData("Plugins:Directory", "/somewhere")]
    [InlineData("Plugins:Only:0", "evil")]
    [InlineData("DataDirectory", "/elsewhere")]
    [InlineData("Answers:Instructions", "Lie.")]
    [InlineData("Retrieval:Limit", "0")]
    [InlineData("Retrieval:Limit", "many")]
    [InlineData("Retrieval:Limits", "5")]
    public async Task Host_WithAProfileThatSaysMoreThanItMay_DoesNotHeedThat(string key, string value)
    {
        Write(new() { [key] = value, ["Answers:PrefetchHead"] = "true" });

        TestHost host = await StartAsync();

        Assert.DoesNotContain(host.Provider.GetRequiredService<SettingsCatalog>().List(), setting => setting.Key == key && setting.Source == "tuned profile");
        Assert.True(host.Provider.GetRequiredService<IOptionsMonitor<AnswersOptions>>().CurrentValue.PrefetchHead);
    }

    [Fact]
    public async Task Profile_TakenOutOfForceAndBack_IsSoForTheNextHost()
    {
        Write(new() { ["Retrieval:Limit"] = "10" });
        Tuner tuner = NewHost().Provider.GetRequiredService<Tuner>();

        tuner.Revert();
        int reverted = Limit(await StartAsync());
        tuner.Apply();

        Assert.Equal((20, 10), (reverted, Limit(await StartAsync())));
    }

    [Fact]
    public void Apply_WithoutAProfile_SaysToTuneFirst() =>
        Assert.Contains("localrag tune", Assert.Throws<LocalRagException>(NewHost().Provider.GetRequiredService<Tuner>().Apply).NextStep, StringComparison.Ordinal);

    private static int Limit(TestHost host) => host.Provider.GetRequiredService<IOptionsMonitor<RetrievalOptions>>().CurrentValue.Limit;

    private static Setting Find(TestHost host, string key) =>
        host.Provider.GetRequiredService<SettingsCatalog>().List().Single(setting => setting.Key == key);

    private static TuningProfileStore Store(TestHost host) => host.Provider.GetRequiredService<TuningProfileStore>();

    private void Write(Dictionary<string, string> settings) =>
        Store(NewHost()).Update(profile => profile with { Applied = true, Settings = settings });

    private async Task<TestHost> StartAsync(params (string Key, string Value)[] settings)
    {
        TestHost host = NewHost(settings);
        foreach (IHostedLifecycleService service in host.Provider.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
        {
            await service.StartingAsync(TestContext.Current.CancellationToken);
        }

        return host;
    }

    private TestHost NewHost(params (string Key, string Value)[] settings)
    {
        TestHost host = new();
        host.With("DataDirectory", _folder.At("data"));
        foreach ((string key, string value) in settings)
        {
            host.With(key, value);
        }

        _hosts.Add(host);
        return host;
    }
}
