using System.Globalization;

namespace LocalRag.Plugins.Tuner;

/// <summary>A value under trial, or one that was kept: its measurements in pairs, and what follows from them.</summary>
internal sealed class LiveTrial(ISettingTrial setting, TrialFigure figure, TunerOptions options)
{
    /// <summary>The fewest pairs from which a harm can be told from chance.</summary>
    private const int FewestPairs = 6;

    private readonly List<double> _without = [];
    private readonly List<double> _with = [];
    private double? _lastWithout;

    public ISettingTrial Setting => setting;

    /// <summary>Gets whether the value is in force but for the blocks that hold it against the one before.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Gets when it was kept, or verified last.</summary>
    public DateTimeOffset VerifiedAt { get; private set; }

    private string Change => $"{setting.Key}={setting.Value}";

    /// <summary>Puts the value that is tried in this block in force, or the one that is not.</summary>
    /// <param name="isTried">Whether the block tries something: the value, or of a kept one doing without.</param>
    public void Switch(bool isTried) => setting.IsOn = isTried != IsKept;

    /// <summary>Takes a measurement, and says what follows.</summary>
    /// <param name="isTried">Whether the block tried something.</param>
    /// <param name="figures">The block's figures.</param>
    /// <returns>What to do; null to go on.</returns>
    public TrialStep? Add(bool isTried, HostFigures figures)
    {
        // Answers from a cache tell nothing of it.
        if (figure.Read(figures) is not { } value || value <= 0)
        {
            return null;
        }

        if (!isTried)
        {
            _lastWithout = value;
            return null;
        }

        if (_lastWithout is not { } before)
        {
            return null;
        }

        // Of a kept value, the blocks that try something are those that do without it.
        _without.Add(IsKept ? value : before);
        _with.Add(IsKept ? before : value);
        _lastWithout = null;
        return Decide();
    }

    /// <summary>Begins to hold a kept value against the one before once more.</summary>
    public void Restart()
    {
        _without.Clear();
        _with.Clear();
        _lastWithout = null;
    }

    public void Keep(string reason, DateTimeOffset now)
    {
        IsKept = true;
        VerifiedAt = now;
        setting.Keep(reason);
        Restart();
    }

    private TrialStep? Decide()
    {
        double worsening = figure.Worsening(_without[^1], _with[^1]);
        if (!IsKept && worsening > options.Regression && _without.All(without => figure.Worsening(without, _with[^1]) > options.Regression))
        {
            return new TrialStep(StepKind.Reject, Text($"{figure.Name} was {worsening:0.0} times as bad with it in one block of {options.Block} answers."));
        }

        TrialVerdict verdict = setting.Judge(_without, _with, figure.HigherIsBetter);
        return verdict switch
        {
            TrialVerdict.Worse when _with.Count >= FewestPairs => new TrialStep(StepKind.Reject, Describe()),
            TrialVerdict.Better when _with.Count >= options.Pairs => new TrialStep(StepKind.Keep, Describe()),
            _ when _with.Count >= options.Pairs => new TrialStep(StepKind.Drop, $"{Change} is not better. {Describe()}"),
            _ => null,
        };
    }

    private string Describe() => Text($"{figure.Name} is {Median(_with):0.#} with it and {Median(_without):0.#} without, {_with.Count} pairs of blocks.");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
