namespace LocalRag.Cli.Profiling;

/// <summary>What was seen of a process: its stacks, its stages, and the time its processors spent.</summary>
/// <param name="CommandLine">What was profiled.</param>
/// <param name="Milliseconds">How long it was watched.</param>
/// <param name="ProcessorMilliseconds">The time that all processors together spent on the process meanwhile, by the operating system's account.</param>
/// <param name="Names">The methods that occur.</param>
/// <param name="Samples">The stacks, in order.</param>
/// <param name="Stages">What the host was doing, in order of the start.</param>
internal sealed record CpuProfile(
    string CommandLine,
    double Milliseconds,
    double ProcessorMilliseconds,
    IReadOnlyList<string> Names,
    IReadOnlyList<StackSample> Samples,
    IReadOnlyList<Stage> Stages)
{
    /// <summary>Gets the time in managed code.</summary>
    public double ManagedMilliseconds => Samples.Where(sample => sample.Kind == SampleKind.Managed).Sum(sample => sample.Weight);

    /// <summary>Gets the time in native functions that managed code called: the model's own, of SQLite, of the system.</summary>
    public double CalledNativeMilliseconds => Samples.Where(sample => sample.Kind == SampleKind.Native).Sum(sample => sample.Weight);

    /// <summary>Gets the share of processor time that was not spent in managed code: native functions, and threads that no managed code runs on.</summary>
    public double NativeShare => ProcessorMilliseconds > 0 ? Math.Clamp(1 - (ManagedMilliseconds / ProcessorMilliseconds), 0, 1) : 0;
}
