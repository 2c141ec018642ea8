using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Configuration;

namespace LocalRag;

/// <summary>Reads the values of a plugin's own section of the configuration, and refuses what can't be used with a sentence that names it.</summary>
/// <remarks>It does not reflect on the plugin's types, which would keep them from being unloaded.</remarks>
/// <param name="section"><see cref="IRagPluginBuilder.Configuration"/>.</param>
public sealed class PluginOptionsReader(IConfigurationSection section)
{
    private readonly List<string> _known = [];

    /// <summary>Reads true or false.</summary>
    /// <param name="key">The key within the section.</param>
    /// <param name="standard">The value where the section has none.</param>
    /// <exception cref="LocalRagException">The value is neither.</exception>
    public bool Read(string key, bool standard) =>
        Find(key) is not { } text ? standard
        : bool.TryParse(text, out bool value) ? value
        : throw Refuse(key, text, "true or false");

    /// <summary>Reads a whole number.</summary>
    /// <param name="key">The key within the section.</param>
    /// <param name="standard">The value where the section has none.</param>
    /// <param name="least">The least number that can be used.</param>
    /// <param name="most">The greatest number that can be used.</param>
    /// <param name="allowed">What can be given, to go on after "It must be"; null for the two limits.</param>
    /// <exception cref="LocalRagException">The value is no whole number from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public T Read<T>(string key, T standard, T least, T most, string? allowed = null)
        where T : IBinaryInteger<T> =>
        ReadNumber(key, standard, least, most, NumberStyles.AllowLeadingSign, allowed ?? FormattableString.Invariant($"a whole number from {least} to {most}"));

    /// <summary>Reads a number.</summary>
    /// <param name="key">The key within the section.</param>
    /// <param name="standard">The value where the section has none.</param>
    /// <param name="least">The least number that can be used.</param>
    /// <param name="most">The greatest number that can be used.</param>
    /// <exception cref="LocalRagException">The value is no number from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public double Read(string key, double standard, double least, double most) =>
        ReadNumber(key, standard, least, most, NumberStyles.Float, FormattableString.Invariant($"a number from {least} to {most}"));

    /// <summary>Reads a span of time, such as <c>00:10:00</c>.</summary>
    /// <param name="key">The key within the section.</param>
    /// <param name="standard">The value where the section has none.</param>
    /// <param name="least">The shortest time that can be used.</param>
    /// <param name="most">The longest time that can be used.</param>
    /// <exception cref="LocalRagException">The value is no time from <paramref name="least"/> to <paramref name="most"/>.</exception>
    public TimeSpan Read(string key, TimeSpan standard, TimeSpan least, TimeSpan most) =>
        Find(key) is not { } text ? standard
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan value) && value >= least && value <= most ? value
        : throw Refuse(key, text, FormattableString.Invariant($"a time from {least} to {most}, such as 00:10:00"));

    /// <summary>Refuses keys of the section that were not read: a misspelt one would have no effect, unnoticed.</summary>
    /// <exception cref="LocalRagException">There is such a key.</exception>
    public void RefuseOthers()
    {
        if (section.GetChildren().FirstOrDefault(child => !_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new LocalRagException($"There is no setting {unknown.Path}.", $"The plugin has {string.Join(", ", _known)}.");
        }
    }

    private T ReadNumber<T>(string key, T standard, T least, T most, NumberStyles style, string allowed)
        where T : INumber<T> =>
        Find(key) is not { } text ? standard
        : T.TryParse(text, style, CultureInfo.InvariantCulture, out T? value) && value >= least && value <= most ? value
        : throw Refuse(key, text, allowed);

    private string? Find(string key)
    {
        _known.Add(key);
        return section[key];
    }

    private LocalRagException Refuse(string key, string text, string allowed) =>
        new($"{section.Path}:{key} is \"{text}\".", $"It must be {allowed}. Without it the plugin takes its default.");
}
