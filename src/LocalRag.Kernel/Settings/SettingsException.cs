namespace LocalRag.Settings;

/// <summary>Settings that cannot be used: keys that do not exist, or values that are not allowed.</summary>
/// <param name="problems">Each problem as a sentence that names the key, who set it and what would be right.</param>
public sealed class SettingsException(IReadOnlyList<string> problems) : LocalRagException(
    string.Join(Environment.NewLine, problems),
    "List the settings with 'localrag settings'.")
{
    /// <summary>Gets each problem as a sentence.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
