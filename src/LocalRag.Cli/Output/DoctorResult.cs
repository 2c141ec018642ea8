namespace LocalRag.Cli.Output;

/// <summary>What <c>doctor --json</c> writes.</summary>
internal sealed record DoctorResult(IReadOnlyList<DoctorCheckResult> Checks);
