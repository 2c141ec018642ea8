using System.Globalization;
using LocalRag.Cli.Profiling;

namespace LocalRag.Cli.Output;

/// <summary>What <c>profile --json</c> writes, after the output of the command that was profiled.</summary>
internal sealed record ProfileResult(
    string Command,
    int ExitCode,
    double Milliseconds,
    double ProcessorMilliseconds,
    double ManagedMilliseconds,
    double CalledNativeMilliseconds,
    double NativeShare,
    IReadOnlyList<StageTotal> Stages,
    IReadOnlyList<MethodTotal> Hottest,
    string Page,
    string Speedscope)
{
    private const int MostMethods = 12;

    public static ProfileResult From(CpuProfile profile, int exitCode, string page, string speedscope) => new(
        profile.CommandLine,
        exitCode,
        profile.Milliseconds,
        profile.ProcessorMilliseconds,
        profile.ManagedMilliseconds,
        profile.CalledNativeMilliseconds,
        profile.NativeShare,
        [.. profile.Stages.GroupBy(stage => stage.Name).Select(group => new StageTotal(group.Key, group.Count(), group.Sum(stage => stage.Milliseconds)))],
        [
            .. profile.Samples.Where(sample => sample.Kind != SampleKind.Waiting)
                .GroupBy(Hot)
                .Select(group => new MethodTotal(Name(profile, group.Key), group.Sum(sample => sample.Weight)))
                .OrderByDescending(method => method.OwnMilliseconds)
                .Take(MostMethods),
        ],
        page,
        speedscope);

    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Milliseconds / 1000:0.0} s, {ProcessorMilliseconds / 1000:0.0} s of processor time, {NativeShare:0%} of it in native code");

    // A native function has no name here: the managed method that called it has.
    private static (int Frame, bool Native) Hot(StackSample sample) => sample.Kind == SampleKind.Native
        ? (sample.Frames[^2], true)
        : (sample.Frames[^1], false);

    private static string Name(CpuProfile profile, (int Frame, bool Native) hot) => profile.Names[hot.Frame] + (hot.Native ? " (native)" : string.Empty);
}

/// <summary>How often a stage ran, and for how long.</summary>
internal sealed record StageTotal(string Name, int Times, double Milliseconds)
{
    public string[] ToRow() => [Name, Times.ToString(CultureInfo.InvariantCulture), Milliseconds.ToString("0", CultureInfo.InvariantCulture)];
}

/// <summary>How long a method was at the end of a stack.</summary>
internal sealed record MethodTotal(string Name, double OwnMilliseconds)
{
    public string[] ToRow() => [OwnMilliseconds.ToString("0", CultureInfo.InvariantCulture), Name];
}
