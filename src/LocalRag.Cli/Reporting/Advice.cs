using System.Globalization;
using LocalRag.Measurement;

namespace LocalRag.Cli.Reporting;

/// <summary>Says what to do about what was measured; each piece of advice names the figures that it follows from.</summary>
internal static class Advice
{
    private const double BusyMachine = 0.15;
    private const double WideNoise = 0.15;
    private const double Unaccounted = 0.15;
    private const double LongTail = 3;

    public static IReadOnlyList<Recommendation> Make(BenchmarkResult result) =>
        [.. Machine(result), .. Variants(result), .. Stages(result), .. Memory(result)];

    private static IEnumerable<Recommendation> Machine(BenchmarkResult result)
    {
        MachineNoise noise = result.MachineNoise;
        if (noise.Spread > BusyMachine || noise.StolenRounds > 0)
        {
            yield return new Recommendation(
                "Measure again on a quiet machine before you decide anything by these figures.",
                Invariant($"a fixed piece of arithmetic varied by {noise.Spread:0%}, and {noise.StolenRounds} of {noise.SpinMilliseconds.Count} rounds were interrupted"));
        }

        List<NoiseWidth> wide = [.. result.Noise.Where(width => width.Width > WideNoise).OrderByDescending(width => width.Width)];
        if (wide.Count > 0 && result.Mode != "full")
        {
            yield return new Recommendation(
                "Run 'localrag bench --full' for narrower intervals.",
                Invariant($"the same host against itself differs by up to {wide[0].Width:0%} ({wide[0].Figure} of {wide[0].Workload}); smaller differences cannot be seen"));
        }

        if (result.Comparisons.Count == 0)
        {
            yield return new Recommendation(
                "Measure with plugins against without: 'localrag bench --ab none --ab all'.", "this run has one host only, so it shows no effect");
        }
    }

    private static IEnumerable<Recommendation> Variants(BenchmarkResult result)
    {
        foreach (IGrouping<string, FigureComparison> variant in result.Comparisons.GroupBy(comparison => comparison.Variant))
        {
            List<FigureComparison> worse = [.. variant.Where(comparison => comparison.Verdict == FigureVerdict.Worse)];
            List<FigureComparison> better = [.. variant.Where(comparison => comparison.Verdict == FigureVerdict.Better)];
            FigureComparison? quality = worse.FirstOrDefault(comparison => comparison.Unit == "share");
            if (quality is not null)
            {
                yield return new Recommendation(
                    $"Do not use “{variant.Key}” as it is: its answers are worse, whatever it gains in speed.", Describe(quality));
            }
            else if (worse.Count > 0)
            {
                yield return new Recommendation(
                    better.Count == 0 ? $"Leave “{variant.Key}” off on this machine." : $"Weigh what “{variant.Key}” costs against what it gains.",
                    string.Join("; ", worse.Take(3).Concat(better.Take(3)).Select(Describe)));
            }
            else if (better.Count > 0)
            {
                yield return new Recommendation($"Keep “{variant.Key}” on.", string.Join("; ", better.Take(4).Select(Describe)));
            }
        }
    }

    private static IEnumerable<Recommendation> Stages(BenchmarkResult result)
    {
        string baseline = result.Variants[0].Name;
        if (Median(result, "ask-cold", baseline, "first_token_ms") is { } first && Median(result, "ask-cold", baseline, "retrieval_ms") is { } retrieval && first > 0)
        {
            double share = Math.Min(1, retrieval / first);
            yield return share > 0.5
                ? new Recommendation(
                    "Look at the search first: it is most of the wait for the first word.",
                    Invariant($"{retrieval:0} of {first:0} ms to the first token are retrieval"))
                : new Recommendation(
                    "To shorten the wait for the first word, shorten the prompt (Retrieval:ContextTokens) or reuse it: the search is the smaller part.",
                    Invariant($"{retrieval:0} of {first:0} ms to the first token are retrieval, the rest is reading the prompt"));
        }

        foreach (BenchmarkFigure figure in result.Figures.Where(figure => figure.Variant == baseline && figure.Name == "total_ms" && figure.Summary.Median > 0))
        {
            if (figure.Summary.P95 / figure.Summary.Median > LongTail)
            {
                yield return new Recommendation(
                    $"Look at the slowest questions of {figure.Workload} with 'localrag profile'.",
                    Invariant($"one in twenty takes {figure.Summary.P95:0} ms or more, the median is {figure.Summary.Median:0} ms"));
            }
        }
    }

    private static IEnumerable<Recommendation> Memory(BenchmarkResult result)
    {
        foreach (MemoryProfile profile in result.Memory)
        {
            long total = profile.Owners.Sum(owner => owner.Bytes);
            if (total == 0)
            {
                continue;
            }

            long unnamed = profile.Owners.Where(owner => owner.Name == MemoryOwner.Unaccounted).Sum(owner => owner.Bytes);
            if (Math.Abs((double)unnamed / total) > Unaccounted)
            {
                yield return new Recommendation(
                    $"Treat the memory of “{profile.Variant}” by owner with care.", Invariant($"{(double)unnamed / total:0%} of it is not in the ledger"));
            }

            if (profile.Variant == result.Variants[0].Name && profile.Owners[0] is { Name: not MemoryOwner.Unaccounted } largest)
            {
                yield return new Recommendation(
                    largest.Name == "llama.kv"
                        ? "To save memory, lower Llama:Sequences or Llama:ContextTokens, or set Llama:KvType to a smaller type."
                        : $"To save memory, begin with {largest.Name}: nothing else holds as much.",
                    Invariant($"{largest.Name} holds {(double)largest.Bytes / total:0%} of {total / 1e6:0} MB"));
            }
        }
    }

    private static double? Median(BenchmarkResult result, string workload, string variant, string name) => result.Figures
        .FirstOrDefault(figure => figure.Workload == workload && figure.Variant == variant && figure.Name == name && figure.Summary.Count > 0)?.Summary.Median;

    private static string Describe(FigureComparison comparison) => $"{comparison.Workload} {comparison.Figure} {FigureText.Change(comparison)}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
