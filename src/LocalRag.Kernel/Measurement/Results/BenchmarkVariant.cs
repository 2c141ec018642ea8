namespace LocalRag.Measurement;

/// <summary>A host that was measured.</summary>
/// <param name="Name">Its name, such as <c>none</c>, <c>all</c> or <c>cache</c>.</param>
/// <param name="ControlOf">The variant that it repeats, to tell how much the machine's noise alone does; null for every other variant.</param>
/// <param name="Plugins">The plugins that were active, outermost first.</param>
/// <param name="Assignments">The settings that make it what it is, as <c>Key=value</c>.</param>
/// <param name="Settings">Every setting that is not a default, with who set it.</param>
public sealed record BenchmarkVariant(
    string Name,
    string? ControlOf,
    IReadOnlyList<string> Plugins,
    IReadOnlyList<string> Assignments,
    IReadOnlyList<BenchmarkSetting> Settings);
