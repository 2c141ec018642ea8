using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LocalRag.Plugins.Tuner;

/// <summary>The plugin's own settings; section <c>LocalRag:Plugins:tuner</c>.</summary>
/// <param name="Trials">Whether settings are tried; without, the plugin only watches.</param>
/// <param name="Share">The share of answers that a value is tried on.</param>
/// <param name="Block">How many answers are measured together.</param>
/// <param name="Pairs">How many blocks with a value, each beside one without, decide.</param>
/// <param name="Regression">How many times worse one block may be before the value is taken back at once.</param>
/// <param name="Verify">After how long a value that was kept is held against the one before again.</param>
internal sealed record TunerOptions(bool Trials, double Share, int Block, int Pairs, double Regression, TimeSpan Verify)
{
    private const int FewestPairs = 8;

    private static readonly string[] s_known = [nameof(Trials), nameof(Share), nameof(Block), nameof(Pairs), nameof(Regression), nameof(Verify)];

    public static TunerOptions Default { get; } = new(Trials: true, 0.1, 2, 12, 1.5, TimeSpan.FromHours(1));

    /// <summary>Gets how many blocks without the value come before one with it.</summary>
    public int BlocksBetween => Math.Max(1, (int)Math.Round(1 / Share) - 1);

    /// <summary>Reads the section; by hand, because binding by reflection would keep the plugin's types from being unloaded.</summary>
    /// <exception cref="LocalRagException">A value can't be read, or a key does not exist.</exception>
    public static TunerOptions Read(IConfigurationSection section)
    {
        if (section.GetChildren().FirstOrDefault(child => !s_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new LocalRagException($"There is no setting {unknown.Path}.", $"The plugin has {string.Join(", ", s_known)}.");
        }

        return new TunerOptions(
            section[nameof(Trials)] is not { Length: > 0 } trials ? Default.Trials
                : bool.TryParse(trials, out bool read) ? read
                : throw Refuse(section, nameof(Trials), trials, "true or false"),
            Read(section, nameof(Share), Default.Share, 0.01, 0.5),
            (int)Read(section, nameof(Block), Default.Block, 1, 1000),
            (int)Read(section, nameof(Pairs), Default.Pairs, FewestPairs, 1000),
            Read(section, nameof(Regression), Default.Regression, 1.05, 100),
            section[nameof(Verify)] is not { Length: > 0 } verify ? Default.Verify
                : TimeSpan.TryParse(verify, CultureInfo.InvariantCulture, out TimeSpan time) && time > TimeSpan.Zero ? time
                : throw Refuse(section, nameof(Verify), verify, "a time such as 01:00:00"));
    }

    private static double Read(IConfigurationSection section, string key, double value, double least, double most) =>
        section[key] is not { Length: > 0 } text ? value
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double read) && read >= least && read <= most ? read
        : throw Refuse(section, key, text, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));

    private static LocalRagException Refuse(IConfigurationSection section, string key, string text, string allowed) =>
        new($"{section.Path}:{key} is \"{text}\".", $"It must be {allowed}. Without it the plugin takes its default.");
}
