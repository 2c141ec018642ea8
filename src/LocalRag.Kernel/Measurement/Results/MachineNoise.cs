namespace LocalRag.Measurement;

/// <summary>How quiet the machine was: the time of a fixed piece of arithmetic, before each round.</summary>
/// <param name="SpinMilliseconds">The times.</param>
/// <param name="Median">Their median.</param>
/// <param name="Spread">Their interquartile range as a share of the median: 0.01 is a quiet machine, 0.2 a busy one.</param>
/// <param name="StolenRounds">How many rounds were more than half slower than the median: something else had the processor.</param>
public sealed record MachineNoise(IReadOnlyList<double> SpinMilliseconds, double Median, double Spread, int StolenRounds);
