namespace LocalRag.Measurement.Statistics;

/// <summary>Compares variants with the baseline, figure by figure, by the rule of <see cref="VerdictRule"/>.</summary>
internal static class Comparer
{
    /// <summary>Tells how wide the noise of each figure is, from the same host measured twice in turns.</summary>
    public static IReadOnlyList<NoiseWidth> MeasureNoise(IEnumerable<FigurePair> controls, int seed) =>
        [.. controls.Where(pair => pair.Samples.Count > 1).Select(pair => MeasureNoise(pair, seed))];

    /// <summary>Compares.</summary>
    /// <param name="pairs">Each figure of each variant, beside the baseline's.</param>
    /// <param name="noise">The width of the noise; a figure without one gets no verdict.</param>
    /// <param name="seed">Of the resampling.</param>
    public static IReadOnlyList<FigureComparison> Compare(IReadOnlyList<FigurePair> pairs, IReadOnlyList<NoiseWidth> noise, int seed)
    {
        FigurePair[] judged = [.. pairs.Where(pair => pair.Definition.Direction != FigureDirection.Neither && pair.Samples.Count > 0)];
        Dictionary<FigurePair, double> corrected = [];
        // What is the same in every pair cannot show anything by chance either, so it is none of the many (Tarone 1990).
        foreach (IGrouping<bool, FigurePair> family in judged.Where(pair => !pair.Definition.IsMemory && pair.Samples.Differs).GroupBy(pair => pair.Definition.Unit == FigureDefinition.Share))
        {
            // Two families, so that many figures of speed don't hide one of quality; each has half of the false alarms.
            FigurePair[] members = [.. family];
            double[] chances = Holm.Correct([.. members.Select(pair => pair.Samples.Chance)]);
            foreach ((int index, FigurePair pair) in members.Index())
            {
                corrected[pair] = Math.Min(1, 2 * chances[index]);
            }
        }

        return [.. judged.Select(pair => Compare(pair, corrected.GetValueOrDefault(pair, pair.Samples.Chance), Width(pair, noise), seed))];
    }

    private static NoiseWidth MeasureNoise(FigurePair pair, int seed)
    {
        Interval effect = pair.Samples.Effect(seed);
        Interval share = new(pair.Samples.AsShare(effect.Value), pair.Samples.AsShare(effect.Low), pair.Samples.AsShare(effect.High));
        double width = pair.Samples.AsShare(Math.Max(Math.Abs(effect.Value), (effect.High - effect.Low) / 2));
        return new NoiseWidth(pair.Workload, pair.Definition.Name, pair.Samples.Count, share, width);
    }

    private static FigureComparison Compare(FigurePair pair, double corrected, double? width, int seed)
    {
        PairedSamples samples = pair.Samples;
        Interval effect = samples.Effect(seed);
        Interval difference = samples.Difference(seed);
        return new FigureComparison
        {
            Workload = pair.Workload,
            Figure = pair.Definition.Name,
            Unit = pair.Definition.Unit,
            Direction = pair.Definition.Direction,
            Baseline = pair.Baseline,
            Variant = pair.Variant,
            Pairs = samples.Count,
            BaselineValue = samples.BaselineValue,
            VariantValue = samples.VariantValue,
            Difference = difference,
            Ratio = samples.IsRatio ? new Interval(Math.Exp(effect.Value), Math.Exp(effect.Low), Math.Exp(effect.High)) : null,
            Chance = samples.Chance,
            CorrectedChance = corrected,
            NoiseWidth = width ?? 0,
            Verdict = samples.Count < (pair.Definition.IsMemory ? VerdictRule.FewestProcesses : VerdictRule.FewestPairs) || width is null
                ? FigureVerdict.TooFewMeasurements
                : Judge(pair, effect, corrected, samples.IsRatio ? Math.Log(1 + width.Value) : width.Value),
        };
    }

    private static FigureVerdict Judge(FigurePair pair, Interval effect, double corrected, double width)
    {
        bool certain = pair.Definition.IsMemory
            ? pair.Samples.IsSeparated
            : corrected <= VerdictRule.FalseAlarmRate && (effect.Low > 0 || effect.High < 0);
        double smallest = pair.Definition.IsMemory ? VerdictRule.SmallestMemoryRatio : VerdictRule.SmallestRatio;
        if (!certain || Math.Abs(effect.Value) <= Math.Max(width, smallest))
        {
            return FigureVerdict.NoDifferenceShown;
        }

        return effect.Value > 0 == (pair.Definition.Direction == FigureDirection.HigherIsBetter) ? FigureVerdict.Better : FigureVerdict.Worse;
    }

    private static double? Width(FigurePair pair, IReadOnlyList<NoiseWidth> noise) =>
        noise.FirstOrDefault(width => width.Workload == pair.Workload && width.Figure == pair.Definition.Name)?.Width;
}
