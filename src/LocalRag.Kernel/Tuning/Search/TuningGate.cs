using System.Globalization;
using LocalRag.Measurement;

namespace LocalRag.Tuning;

/// <summary>Decides whether a host that was measured beside the one before may take its place.</summary>
/// <remarks>
/// 1. A figure of the goal is better: its paired interval excludes no improvement, beyond the noise of the machine (<see cref="VerdictRule"/>).
/// 2. No figure of the goal is worse, and no other by more than <see cref="MostLost"/>; for a balanced goal none at all.
///    A slower search is made up for where the first token, which waits for it, comes sooner.
/// 3. Answers and searches are as good: the mean is not lower, and its interval excludes a loss of more than <see cref="MostQualityLost"/>.
///    On the way back to the defaults they must only not be shown to be worse: the defaults are what a profile once had to match.
/// </remarks>
internal static class TuningGate
{
    /// <summary>What a figure beside the goal may lose, as a share.</summary>
    private const double MostLost = 0.10;

    /// <summary>The loss of right answers that must be excluded, as a share of all answers.</summary>
    private const double MostQualityLost = 0.05;

    private const double Rounding = 1e-9;

    /// <param name="comparisons">The host's figures against those of the one before.</param>
    /// <param name="goal">What is looked for.</param>
    /// <param name="isUndoing">Whether the host goes back to what holds without a profile.</param>
    public static GateVerdict Judge(IReadOnlyList<FigureComparison> comparisons, TuningGoal goal, bool isUndoing = false)
    {
        if (comparisons.FirstOrDefault(comparison => isUndoing ? IsShownWorse(comparison) : IsWorseAnswer(comparison)) is { } worseAnswers)
        {
            return Harm(worseAnswers, everyGoal: true);
        }

        bool isSooner = comparisons.Any(comparison => comparison.Figure == TuningFigures.FirstToken && comparison.Verdict == FigureVerdict.Better);
        if (comparisons.FirstOrDefault(comparison => IsWorse(comparison, goal) && !(isSooner && comparison.Figure == TuningFigures.SearchTime)) is { } worse)
        {
            return Harm(worse, everyGoal: false);
        }

        if (!isUndoing && comparisons.FirstOrDefault(CannotExcludeWorseAnswers) is { } uncertain)
        {
            return new GateVerdict(
                false, false, false, null, Text($"It can't be excluded that answers are worse: {Describe(uncertain)}, {uncertain.Pairs} pairs. More questions with known answers would tell."));
        }

        FigureComparison[] ofGoal = [.. comparisons.Where(comparison => TuningFigures.IsOfGoal(goal, comparison.Workload, comparison.Figure))];
        if (ofGoal.Where(comparison => comparison.Verdict == FigureVerdict.Better).MaxBy(TuningFigures.Gain) is { } gain)
        {
            return new GateVerdict(true, false, false, gain, Text($"{Describe(gain)}, {gain.Pairs} pairs."));
        }

        string nearest = ofGoal.MaxBy(TuningFigures.Gain) is { } most && TuningFigures.Gain(most) > 0 ? Text($" The nearest: {Describe(most)}, {most.Pairs} pairs.") : string.Empty;
        return new GateVerdict(false, false, false, null, $"Nothing is better beyond the noise.{nearest}");
    }

    /// <summary>Returns a figure's change as a phrase.</summary>
    public static string Describe(FigureComparison comparison) => comparison.Ratio is { } ratio
        ? Text($"{comparison.Figure} of {comparison.Workload} is {ratio.Value:0.00} times what it was ({ratio.Low:0.00} to {ratio.High:0.00})")
        : Text($"{comparison.Figure} of {comparison.Workload} changes by {comparison.Difference.Value:+0.000;-0.000;0} ({comparison.Difference.Low:+0.000;-0.000;0} to {comparison.Difference.High:+0.000;-0.000;0})");

    private static bool IsQuality(FigureComparison comparison) => comparison.Unit == FigureDefinition.Share;

    private static bool IsShownWorse(FigureComparison comparison) => IsQuality(comparison) && comparison.Verdict == FigureVerdict.Worse;

    private static bool IsWorseAnswer(FigureComparison comparison) => IsQuality(comparison)
        && (comparison.Verdict == FigureVerdict.Worse || comparison.Difference.High < -Rounding);

    private static bool CannotExcludeWorseAnswers(FigureComparison comparison) => IsQuality(comparison)
        && (comparison.Difference.Value < -Rounding || comparison.Difference.Low < -MostQualityLost);

    private static bool IsWorse(FigureComparison comparison, TuningGoal goal) => !IsQuality(comparison) && comparison.Verdict == FigureVerdict.Worse
        && (TuningFigures.IsOfGoal(goal, comparison.Workload, comparison.Figure) || LosesMuch(comparison));

    // By the end of the interval that is worst: what may be a large loss is one.
    private static bool LosesMuch(FigureComparison comparison) => comparison.Ratio is { } ratio
        && (comparison.Direction == FigureDirection.HigherIsBetter ? ratio.Low < 1 - MostLost : ratio.High > 1 + MostLost);

    private static GateVerdict Harm(FigureComparison comparison, bool everyGoal) =>
        new(false, true, everyGoal, null, Text($"{Describe(comparison)}, {comparison.Pairs} pairs."));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
