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

    public static CacheOptions Default { get; } = new(100, 1000, 50, 20, 500, KeepRandom: false, KeepOnDisk: true, Semantic: false, SemanticThreshold: 0.95, SemanticAuditEvery: 20);

    public long BudgetBytes => BudgetMb * 1_000_000L;

    /// <summary>Reads the section.</summary>
    /// <exception cref="LocalRagException">A value can't be read, or a key does not exist.</exception>
    public static CacheOptions Read(IConfigurationSection section)
    {
        PluginOptionsReader reader = new(section);
        bool semantic = reader.Read(nameof(Semantic), Default.Semantic);
        CacheOptions options = new(
            reader.Read(nameof(QueryEntries), Default.QueryEntries, 0, MostEntries),
            reader.Read(nameof(EmbeddingEntries), Default.EmbeddingEntries, 0, MostEntries),
            reader.Read(nameof(RetrievalEntries), Default.RetrievalEntries, 0, MostEntries),
            reader.Read(nameof(GenerationEntries), semantic ? SemanticEntries : Default.GenerationEntries, 0, MostEntries),
            reader.Read(nameof(BudgetMb), Default.BudgetMb, 1, 1_000_000),
            reader.Read(nameof(KeepRandom), Default.KeepRandom),
            reader.Read(nameof(KeepOnDisk), Default.KeepOnDisk),
            semantic,
            reader.Read(nameof(SemanticThreshold), Default.SemanticThreshold, 0.01, 1),
            reader.Read(nameof(SemanticAuditEvery), Default.SemanticAuditEvery, 1, MostEntries));
        reader.RefuseOthers();
        return options;
    }
}
