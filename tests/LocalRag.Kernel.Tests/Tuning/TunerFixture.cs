using LocalRag.Tests.Hosting;
using LocalRag.Tests.Ingestion;
using LocalRag.Tuning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace LocalRag.Tests.Tuning;

/// <summary>A tuner with a data folder of its own, on a clock that only measurements move.</summary>
internal sealed class TunerFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestHost _host;

    public TunerFixture()
    {
        _host = new TestHost { Application = services => services.AddSingleton<TimeProvider>(Time) };
        _host.With("DataDirectory", _folder.At("data"));
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    /// <summary>Gets or sets what interrupts the tuner.</summary>
    public CancellationTokenSource? Stop { get; set; }

    public TuningProfileStore Store => _host.Provider.GetRequiredService<TuningProfileStore>();

    public static Candidate Change(string key, string value = "1", SettingCost cost = SettingCost.NewContext) => new(key, value, null, cost, ChangesAnswers: false);

    public Task<TuningReport> RunAsync(
        ITrials trials, IReadOnlyList<Candidate> candidates, TuningGoal goal = TuningGoal.Balanced, double hours = 100) => RunAsync(trials, _ => candidates, goal, hours);

    public Task<TuningReport> RunAsync(
        ITrials trials, Func<IReadOnlyDictionary<string, string>, IReadOnlyList<Candidate>> candidates, TuningGoal goal = TuningGoal.Balanced, double hours = 100) =>
        _host.Provider.GetRequiredService<Tuner>().RunAsync(
            new TuningRequest { Goal = goal, Budget = TimeSpan.FromHours(hours), Corpus = "corpus", Prompts = "questions.jsonl", Folder = _folder.At("hosts") },
            trials,
            candidates,
            null,
            Stop?.Token ?? TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }
}
