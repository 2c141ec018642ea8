namespace LocalRag.Measurement;

/// <summary>How far a figure of the same host, measured twice in turns, lies apart: no verdict is given for a difference inside this.</summary>
/// <param name="Workload">The workload's name.</param>
/// <param name="Figure">The figure's name.</param>
/// <param name="Pairs">The number of pairs.</param>
/// <param name="Difference">The difference of the control from the baseline, as a share of the baseline's value (of 1 for shares), with its interval.</param>
/// <param name="Width">The greater distance of the interval's two ends from 0.</param>
public sealed record NoiseWidth(string Workload, string Figure, int Pairs, Interval Difference, double Width);
