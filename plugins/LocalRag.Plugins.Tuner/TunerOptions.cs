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

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(365);

    public static TunerOptions Default { get; } = new(Trials: true, 0.1, 2, 12, 1.5, TimeSpan.FromHours(1));

    /// <summary>Gets how many blocks without the value come before one with it.</summary>
    public int BlocksBetween => Math.Max(1, (int)Math.Round(1 / Share) - 1);

    /// <summary>Reads the section.</summary>
    /// <exception cref="LocalRagException">A value can't be read, or a key does not exist.</exception>
    public static TunerOptions Read(IConfigurationSection section)
    {
        PluginOptionsReader reader = new(section);
        TunerOptions options = new(
            reader.Read(nameof(Trials), Default.Trials),
            reader.Read(nameof(Share), Default.Share, 0.01, 0.5),
            reader.Read(nameof(Block), Default.Block, 1, 1000),
            reader.Read(nameof(Pairs), Default.Pairs, FewestPairs, 1000),
            reader.Read(nameof(Regression), Default.Regression, 1.05, 100),
            reader.Read(nameof(Verify), Default.Verify, TimeSpan.FromSeconds(1), s_longest));
        reader.RefuseOthers();
        return options;
    }
}
