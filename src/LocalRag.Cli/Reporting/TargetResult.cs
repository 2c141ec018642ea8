using LocalRag.Measurement;

namespace LocalRag.Cli.Reporting;

/// <summary>A target of the project against what a run has measured.</summary>
/// <param name="Name">What is aimed at.</param>
/// <param name="Goal">The target, in words.</param>
/// <param name="Target">The target as a number: a change (-0.3 is 30% less) or a share.</param>
/// <param name="Measured">The measured change or share, with its interval where there is one; null where there is no figure.</param>
/// <param name="IsChange">Whether it is a change from the baseline, rather than a share.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Basis">What was measured: figure, workload, variant against baseline.</param>
internal sealed record TargetResult(string Name, string Goal, double Target, Interval? Measured, bool IsChange, TargetStatus Status, string Basis);
