namespace LocalRag.Measurement;

/// <summary>A workload that was run.</summary>
/// <param name="Name">Its name, such as <c>ask-cold</c>.</param>
/// <param name="Description">What it does, as a sentence.</param>
/// <param name="Parameters">What it was run with, such as the share of rephrasings.</param>
/// <param name="Rounds">How often each variant was measured.</param>
/// <param name="ElapsedSeconds">How long it took for all variants.</param>
public sealed record BenchmarkWorkload(
    string Name, string Description, IReadOnlyDictionary<string, string> Parameters, int Rounds, double ElapsedSeconds);
