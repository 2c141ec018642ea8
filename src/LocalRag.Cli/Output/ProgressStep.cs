namespace LocalRag.Cli.Output;

/// <summary>How far long work has come.</summary>
/// <param name="Done">What is done, in any unit.</param>
/// <param name="Total">What is to do, in the same unit; null while it is unknown.</param>
/// <param name="Detail">What is being done, in words; empty for nothing to say.</param>
internal readonly record struct ProgressStep(double Done, double? Total, string Detail);
