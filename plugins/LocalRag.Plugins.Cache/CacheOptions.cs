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
/// <param name="Semantic">Whether a response is given for another wording of the question too, over the same evidence.</param>
/// <param name="SemanticThreshold">The cosine of two questions from which they may be the same.</param>
/// <param name="SemanticAuditEvery">Of how many such hits one is computed and compared.</param>
internal sealed record CacheOptions(
    int QueryEntries, int EmbeddingEntries, int RetrievalEntries, int GenerationEntries, int BudgetMb, bool KeepRandom, bool KeepOnDisk,
    bool Semantic, double SemanticThreshold, int SemanticAuditEvery)
{
    private const int MostEntries = 10_000_000;

    /// <summary>Responses to other wordings are given from this level alone, which then has as many as there are answers.</summary>
    private const int SemanticEntries = 100;

    public static CacheOptions Standard { get; } = new(100, 1000, 50, 20, 500, KeepRandom: false, KeepOnDisk: true, Semantic: false, SemanticThreshold: 0.95, SemanticAuditEvery: 20);

    public long BudgetBytes => BudgetMb * 1_000_000L;

    /// <summary>Reads the section; by hand, because binding by reflection would keep the plugin's types from being unloaded.</summary>
    /// <exception cref="LocalRagException">A value can't be read, or a key does not exist.</exception>
    public static CacheOptions Read(IConfigurationSection section)
    {
        bool semantic = Read(section, nameof(Semantic), Standard.Semantic);
        CacheOptions options = new(
            Read(section, nameof(QueryEntries), Standard.QueryEntries, 0, MostEntries),
            Read(section, nameof(EmbeddingEntries), Standard.EmbeddingEntries, 0, MostEntries),
            Read(section, nameof(RetrievalEntries), Standard.RetrievalEntries, 0, MostEntries),
            Read(section, nameof(GenerationEntries), semantic ? SemanticEntries : Standard.GenerationEntries, 0, MostEntries),
            Read(section, nameof(BudgetMb), Standard.BudgetMb, 1, 1_000_000),
            Read(section, nameof(KeepRandom), Standard.KeepRandom),
            Read(section, nameof(KeepOnDisk), Standard.KeepOnDisk),
            semantic,
            Read(section, nameof(SemanticThreshold), Standard.SemanticThreshold),
            Read(section, nameof(SemanticAuditEvery), Standard.SemanticAuditEvery, 1, MostEntries));
        string[] known =
        [
            nameof(QueryEntries), nameof(EmbeddingEntries), nameof(RetrievalEntries), nameof(GenerationEntries), nameof(BudgetMb), nameof(KeepRandom), nameof(KeepOnDisk),
            nameof(Semantic), nameof(SemanticThreshold), nameof(SemanticAuditEvery),
        ];
        return section.GetChildren().FirstOrDefault(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? throw new LocalRagException($"There is no setting {unknown.Path}.", $"The plugin has {string.Join(", ", known)}.")
            : options;
    }

    private static bool Read(IConfigurationSection section, string key, bool standard) =>
        section[key] is not { } text ? standard
        : bool.TryParse(text, out bool read) ? read
        : throw Refuse(section, key, text, "true or false");

    private static double Read(IConfigurationSection section, string key, double standard) =>
        section[key] is not { } text ? standard
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double read) && read is > 0 and <= 1 ? read
        : throw Refuse(section, key, text, "a number above 0, at most 1");

    private static int Read(IConfigurationSection section, string key, int standard, int least, int most) =>
        section[key] is not { } text ? standard
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int read) && read >= least && read <= most ? read
        : throw Refuse(section, key, text, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    private static LocalRagException Refuse(IConfigurationSection section, string key, string text, string allowed) =>
        new($"{section.Path}:{key} is \"{text}\".", $"It must be {allowed}.");
}
