using LocalRag.Retrieval;

namespace LocalRag.Answers;

/// <summary>Tells evidence from noise by figures that can be compared between questions: the cosine, and how much of the question a passage holds.</summary>
internal sealed class EvidenceFloor
{
    private readonly RetrievalOptions _options;
    private readonly HashSet<string> _question;
    private readonly WordRarity _rarity;
    private readonly Dictionary<SearchHit, HashSet<string>> _stems;

    public EvidenceFloor(string question, IReadOnlyList<SearchHit> hits, RetrievalOptions options)
    {
        _options = options;
        _question = Words.ContentStems(question);
        _stems = new Dictionary<SearchHit, HashSet<string>>(ReferenceEqualityComparer.Instance);
        foreach (SearchHit hit in hits)
        {
            _stems[hit] = Words.ContentStems($"{hit.Passage.Title}\n{hit.Passage.Headings}\n{hit.Passage.Text}");
        }

        _rarity = new WordRarity(_stems.Values);
    }

    public bool IsEvidence(SearchHit hit) => hit.Cosine >= _options.MinimumCosine || Coverage(hit) >= _options.MinimumCoverage;

    public double Coverage(SearchHit hit) => _rarity.Coverage(_question, _stems[hit]);
}
