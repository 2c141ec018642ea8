using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LocalRag.Plugins.Cache;

/// <summary>The plugin's own settings; section <c>LocalRag:Plugins:cache</c>.</summary>
/// <param name="QueryEntries">How many answers are kept; 0 for none.</param>
/// <param name="EmbeddingEntries">How many vectors are kept; 0 for none.</param>
/// <param name="RetrievalEntries">How many lists of passages are kept; 0 for none.</param>
/// <param name="GenerationEntries">How many responses of the chat model are kept; 0 for none.</param>
/// <param name="BudgetMb">How much memory all of them may take, in MB.</param>
/// <param name="KeepRandom">Whether answers are kept that would be other ones the next time.</param>
/// <param name="KeepOnDisk">Whether vectors are kept on disk too.</param>
internal sealed record CacheOptions(
    int QueryEntries, int EmbeddingEntries, int RetrievalEntries, int GenerationEntries, int BudgetMb, bool KeepRandom, bool KeepOnDisk)
{
    private const int MostEntries = 10_000_000;

    public static CacheOptions Standard { get; } = new(100, 1000, 50, 20, 500, KeepRandom: false, KeepOnDisk: true);

    public long BudgetBytes => BudgetMb * 1_000_000L;

    /// <summary>Reads the section; by hand, because binding by reflection would keep the plugin's types from being unloaded.</summary>
    /// <exception cref="LocalRagException">A value can't be read, or a key does not exist.</exception>
    public static CacheOptions Read(IConfigurationSection section)
    {
        CacheOptions options = new(
            Read(section, nameof(QueryEntries), Standard.QueryEntries, 0, MostEntries),
            Read(section, nameof(EmbeddingEntries), Standard.EmbeddingEntries, 0, MostEntries),
            Read(section, nameof(RetrievalEntries), Standard.RetrievalEntries, 0, MostEntries),
            Read(section, nameof(GenerationEntries), Standard.GenerationEntries, 0, MostEntries),
            Read(section, nameof(BudgetMb), Standard.BudgetMb, 1, 1_000_000),
            Read(section, nameof(KeepRandom), Standard.KeepRandom),
            Read(section, nameof(KeepOnDisk), Standard.KeepOnDisk));
        string[] known =
        [
            nameof(QueryEntries), nameof(EmbeddingEntries), nameof(RetrievalEntries), nameof(GenerationEntries), nameof(BudgetMb), nameof(KeepRandom), nameof(KeepOnDisk),
        ];
        return section.GetChildren().FirstOrDefault(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? throw new LocalRagException($"There is no setting {unknown.Path}.", $"The plugin has {string.Join(", ", known)}.")
            : options;
    }

    private static bool Read(IConfigurationSection section, string key, bool standard) =>
        section[key] is not { } text ? standard
        : bool.TryParse(text, out bool read) ? read
        : throw Refuse(section, key, text, "true or false");

    private static int Read(IConfigurationSection section, string key, int standard, int least, int most) =>
        section[key] is not { } text ? standard
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int read) && read >= least && read <= most ? read
        : throw Refuse(section, key, text, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    private static LocalRagException Refuse(IConfigurationSection section, string key, string text, string allowed) =>
        new($"{section.Path}:{key} is \"{text}\".", $"It must be {allowed}.");
}
