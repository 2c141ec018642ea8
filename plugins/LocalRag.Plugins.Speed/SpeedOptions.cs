using Microsoft.Extensions.Configuration;

namespace LocalRag.Plugins.Speed;

/// <summary>The plugin's own settings; section <c>LocalRag:Plugins:speed</c>.</summary>
/// <param name="Reuse">Whether beginnings of prompts are kept, and processed while passages are looked for.</param>
/// <param name="Draft">Whether the next tokens are guessed and checked.</param>
/// <param name="Optimize">Whether weights are used that <c>localrag models optimize</c> found to be better on this machine.</param>
/// <param name="EvidenceGap">How much less evidence than the best passage one may have and still go into the prompt; 2 leaves none out.</param>
/// <param name="SentenceGap">How much less than the best sentence another one may have to do with the question and still go into the prompt; 1 leaves none out.</param>
/// <param name="Gather">Whether texts of callers at the same time are embedded together.</param>
internal sealed record SpeedOptions(bool Reuse, bool Draft, bool Optimize, double EvidenceGap, double SentenceGap, bool Gather)
{
    public static SpeedOptions Default { get; } = new(Reuse: true, Draft: true, Optimize: true, EvidenceGap: 0.1, SentenceGap: 0.3, Gather: true);

    /// <summary>Reads the section.</summary>
    /// <exception cref="LocalRagException">A value can't be read, or a key does not exist.</exception>
    public static SpeedOptions Read(IConfigurationSection section)
    {
        PluginOptionsReader reader = new(section);
        SpeedOptions options = new(
            reader.Read(nameof(Reuse), Default.Reuse),
            reader.Read(nameof(Draft), Default.Draft),
            reader.Read(nameof(Optimize), Default.Optimize),
            reader.Read(nameof(EvidenceGap), Default.EvidenceGap, 0, 2),
            reader.Read(nameof(SentenceGap), Default.SentenceGap, 0, 1),
            reader.Read(nameof(Gather), Default.Gather));
        reader.RefuseOthers();
        return options;
    }
}
