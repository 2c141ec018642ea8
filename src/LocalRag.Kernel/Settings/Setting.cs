namespace LocalRag.Settings;

/// <summary>One setting of the host: its value, and who set it.</summary>
/// <param name="Key">The key under the section <c>LocalRag</c>, such as <c>Llama:ContextTokens</c>.</param>
/// <param name="Value">The value in force, as it would be written in a configuration; null where there is none.</param>
/// <param name="DefaultValue">The value that is used where nobody sets one.</param>
/// <param name="Source">Who set it: a file's path, an environment variable, the command line; <c>default</c> where nobody did.</param>
/// <param name="Allowed">What it may be, as a phrase, such as <c>from 1 to 64</c>.</param>
/// <param name="Summary">What it is for, as a sentence; empty where the assembly came without its documentation file.</param>
/// <param name="Cost">What a change costs while the host runs; null for a setting that is read when the host starts.</param>
public sealed record Setting(string Key, string? Value, string? DefaultValue, string Source, string Allowed, string Summary, SettingCost? Cost)
{
    /// <summary>The <see cref="Source"/> of a setting that nobody set.</summary>
    public const string DefaultSource = "default";

    private const string PluginPrefix = "plugin ";

    /// <summary>Returns the <see cref="Source"/> of what a plugin proposes.</summary>
    /// <param name="pluginId">The plugin.</param>
    public static string SourceOfPlugin(string? pluginId) => PluginPrefix + pluginId;

    /// <summary>Returns whether a plugin has proposed what has this <see cref="Source"/>.</summary>
    internal static bool IsSourceOfPlugin(string source) => source.StartsWith(PluginPrefix, StringComparison.Ordinal);
}
