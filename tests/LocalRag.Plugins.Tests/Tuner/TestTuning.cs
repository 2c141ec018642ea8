namespace LocalRag.Plugins.Tests;

/// <summary>A host whose figures follow from the values that are tried on it.</summary>
internal sealed class TestTuning : ITuning
{
    public TunableSetting[] Settings { get; set; } = [new("Sqlite:CacheKiB", "2000", ["16000"])];

    /// <summary>Gets or sets the next block's figures, by whether a value is in force.</summary>
    public Func<bool, HostFigures> Figures { get; set; } = _ => new HostFigures(0.5, 40, 20, null, 300);

    public List<TestTrial> Trials { get; } = [];

    public bool IsOn => Trials.Any(trial => trial.IsOn);

    public IReadOnlyList<TunableSetting> ListSafe() => Settings;

    public HostFigures ReadFigures() => Figures(IsOn);

    public IReadOnlyList<string> FindBottlenecks(HostFigures figures) => figures.RetrievalLatency > 100 ? ["Searches are slow."] : [];

    public ISettingTrial? Begin(string key, string value)
    {
        TestTrial trial = new(key, value);
        Trials.Add(trial);
        return trial;
    }

    internal sealed class TestTrial(string key, string value) : ISettingTrial
    {
        private const int FewestPairs = 6;
        private const double Difference = 0.05;

        public string Key => key;

        public string Value => value;

        public bool IsOn { get; set; }

        public string? KeptBecause { get; private set; }

        public string? RejectedBecause { get; private set; }

        public bool IsDisposed { get; private set; }

        public TrialVerdict Judge(IReadOnlyList<double> before, IReadOnlyList<double> during, bool higherIsBetter)
        {
            double ratio = during.Sum() / before.Sum();
            return during.Count < FewestPairs || Math.Abs(ratio - 1) < Difference ? TrialVerdict.Undecided
                : ratio > 1 == higherIsBetter ? TrialVerdict.Better
                : TrialVerdict.Worse;
        }

        public void Keep(string reason) => (IsOn, KeptBecause) = (true, reason);

        public void Reject(string reason) => (IsOn, RejectedBecause) = (false, reason);

        public void Dispose() => (IsOn, IsDisposed) = (false, true);
    }
}
