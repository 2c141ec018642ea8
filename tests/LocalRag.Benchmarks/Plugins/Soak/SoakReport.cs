namespace LocalRag.Benchmarks.Plugins.Soak;

/// <summary>What a soak has found.</summary>
/// <param name="Swaps">The swaps that were published.</param>
/// <param name="Answers">The answers that the callers got.</param>
/// <param name="Failures">The calls that failed, as text.</param>
/// <param name="Mixed">The answers that were not wholly from one generation.</param>
/// <param name="Unloaded">The generations' assemblies that were proven unloaded; all but the current one should be.</param>
/// <param name="Contexts">The load contexts of the plugin that are still there, the current one included.</param>
/// <param name="MostWaiting">The most assemblies that waited for their proof at the same time.</param>
/// <param name="Exchanges">The time of each publication, sorted.</param>
/// <param name="Resident">The resident memory, in bytes, after each tenth of the swaps.</param>
/// <param name="Elapsed">The time of all swaps.</param>
internal sealed record SoakReport(
    int Swaps, long Answers, IReadOnlyList<string> Failures, IReadOnlyList<string> Mixed, long Unloaded, int Contexts, int MostWaiting,
    IReadOnlyList<TimeSpan> Exchanges, IReadOnlyList<long> Resident, TimeSpan Elapsed)
{
    public TimeSpan Percentile(double part) => Exchanges[(int)((Exchanges.Count - 1) * part)];

    /// <summary>Gets whether the last third of the samples of the resident memory lies at most a tenth above the third before it.</summary>
    public bool IsMemoryFlat
    {
        get
        {
            int third = Resident.Count / 3;
            return Resident.TakeLast(third).Average() <= 1.1 * Resident.SkipLast(third).TakeLast(third).Average();
        }
    }
}
