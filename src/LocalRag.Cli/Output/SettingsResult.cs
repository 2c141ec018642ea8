using LocalRag.Settings;

namespace LocalRag.Cli.Output;

/// <summary>What <c>settings --json</c> writes.</summary>
internal sealed record SettingsResult(IReadOnlyList<Setting> Settings);
