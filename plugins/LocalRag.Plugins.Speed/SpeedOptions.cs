using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LocalRag.Plugins.Speed;

/// <summary>The plugin's own settings; section <c>LocalRag:Plugins:speed</c>.</summary>
/// <param name="Reuse">Whether beginnings of prompts are kept, and processed while passages are looked for.</param>
/// <param name="Draft">Whether the next tokens are guessed and checked.</param>
/// <param name="Optimize">Whether weights are used that <c>localrag models optimize</c> found to be better on this machine.</param>
/// <param name="EvidenceGap">How much less evidence than the best passage one may have and still go into the prompt; 2 leaves none out.</param>
/// <param name="Gather">Whether texts of callers at the same time are embedded together.</param>
internal sealed record SpeedOptions(bool Reuse, bool Draft, bool Optimize, double EvidenceGap, bool Gather)
{
    public static SpeedOptions Default { get; } = new(Reuse: true, Draft: true, Optimize: true, EvidenceGap: 0.1, Gather: true);

    /// <summary>Reads the section; by hand, because binding by reflection would keep the plugin's types from being unloaded.</summary>
    /// <exception cref="LocalRagException">A value cannot be read.</exception>
    public static SpeedOptions Read(IConfigurationSection section) => new(
        Read(section, nameof(Reuse), Default.Reuse),
        Read(section, nameof(Draft), Default.Draft),
        Read(section, nameof(Optimize), Default.Optimize),
        ReadGap(section, nameof(EvidenceGap), Default.EvidenceGap),
        Read(section, nameof(Gather), Default.Gather));

    private static bool Read(IConfigurationSection section, string key, bool value) =>
        section[key] is not { Length: > 0 } text ? value
        : bool.TryParse(text, out bool read) ? read
        : throw Refuse(section, key, text, "true or false");

    private static double ReadGap(IConfigurationSection section, string key, double value) =>
        section[key] is not { Length: > 0 } text ? value
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double read) && read <= 2 ? read
        : throw Refuse(section, key, text, "a number from 0 to 2");

    private static LocalRagException Refuse(IConfigurationSection section, string key, string text, string allowed) =>
        new($"{section.Path}:{key} is \"{text}\".", $"It must be {allowed}. Without it the plugin takes its default.");
}
