using LocalRag.Plugins;

namespace LocalRag.Measurement;

/// <summary>A host to measure: its name, and the settings that make it what it is.</summary>
/// <param name="Name">Its name in the result.</param>
/// <param name="Assignments">Settings as <c>Key=value</c>, on top of the user's.</param>
/// <param name="Metered">Whether the host's instruments are listened to while it is measured.</param>
/// <param name="ControlOf">The variant that it repeats; null for every other.</param>
public sealed record VariantDefinition(string Name, IReadOnlyList<string> Assignments, bool Metered = true, string? ControlOf = null)
{
    /// <summary>The name of the host without plugins.</summary>
    public const string Plain = "none";

    private const string AllPlugins = PluginsOptions.All;
    private const string PluginsKey = "plugins";
    private const string MetersKey = "meters";
    private const string NoPlugins = "Plugins:Enabled=false";

    /// <summary>Reads what <c>--ab</c> takes.</summary>
    /// <param name="text">
    /// <c>none</c>, <c>all</c>, plugins as <c>cache,speed</c>, or <c>name:Key=value,Key=value</c>, where <c>plugins=a+b</c> takes plugins in and <c>meters=off</c> leaves
    /// the instruments unheard.
    /// </param>
    /// <exception cref="LocalRagException">It is none of these.</exception>
    public static VariantDefinition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            return text.Split(',', StringSplitOptions.TrimEntries) is var names && names.All(IsName)
                ? new VariantDefinition(text, PluginAssignments(names))
                : throw Wrong(text);
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1 || !IsName(text[..colon]))
        {
            throw Wrong(text);
        }

        List<string> assignments = [];
        string[] plugins = [Plain];
        bool metered = true;
        foreach (string assignment in text[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries))
        {
            switch (assignment.Split('=', 2))
            {
                case [PluginsKey, { Length: > 0 } list]:
                    plugins = list.Split('+', StringSplitOptions.TrimEntries);
                    break;
                case [MetersKey, "on" or "off"]:
                    metered = assignment.EndsWith("on", StringComparison.Ordinal);
                    break;
                case [PluginsKey or MetersKey, _]:
                    throw Wrong(text);
                case [{ Length: > 0 }, _]:
                    assignments.Add(assignment);
                    break;
                default:
                    throw Wrong(text);
            }
        }

        return new VariantDefinition(text[..colon], [.. PluginAssignments(plugins), .. assignments], metered);
    }

    /// <summary>Returns the same host once more, as the control that tells how wide the noise is.</summary>
    public VariantDefinition AsControl() => this with { Name = $"{Name} (again)", ControlOf = Name };

    private static string[] PluginAssignments(string[] names) => names switch
    {
        [Plain] => [NoPlugins],
        [AllPlugins] => ["Plugins:Enabled=true", $"Plugins:Optimizers:0={AllPlugins}"],
        _ => ["Plugins:Enabled=true", .. names.Select((name, index) => $"Plugins:Only:{index}={name}")],
    };

    private static bool IsName(string text) => text.Length > 0 && text.All(character => char.IsLetterOrDigit(character) || character is '-' or '_' or '.');

    private static LocalRagException Wrong(string text) => new(
        $"'{text}' is no variant for --ab.", "Give none, all, a list of plugins such as cache,speed, or name:Key=value,Key=value.");
}
