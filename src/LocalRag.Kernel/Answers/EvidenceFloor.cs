using LocalRag.Retrieval;

namespace LocalRag.Answers;

/// <summary>Tells evidence from noise by a figure that can be compared between questions, unlike the score of a search.</summary>
/// <remarks>
/// Evidence = cosine + half the coverage (the share of the question's words, by rarity, that the passage holds) - a penalty where the question
/// names something that nothing found holds. A question about PostgreSQL fits passages about databases well, and yet they do not answer it.
/// Where there is no cosine, the coverage stands in for it.
/// </remarks>
internal sealed class EvidenceFloor
{
    private const double CoverageWeight = 0.5;

    /// <summary>How far below the floor a passage may be beside one that reaches it: it often holds the rest of the answer.</summary>
    private const double CompanionMargin = 0.1;

    private readonly HashSet<string> _question;
    private readonly WordRarity _rarity;
    private readonly Dictionary<SearchHit, HashSet<string>> _stems;
    private readonly double _penalty;
    private readonly double _floor;
    private readonly double _nearBest;

    public EvidenceFloor(string question, IReadOnlyList<SearchHit> hits, RetrievalOptions options)
    {
        _question = Words.ContentStems(question);
        _stems = new Dictionary<SearchHit, HashSet<string>>(ReferenceEqualityComparer.Instance);
        foreach (SearchHit hit in hits)
        {
            _stems[hit] = Words.Stems($"{hit.Passage.Title}\n{hit.Passage.Headings}\n{hit.Passage.Text}");
        }

        _rarity = new WordRarity(_stems.Values);

        // A number that is not there (a year, a quantity) says little: passages answer "how many in 1998" in many ways.
        IEnumerable<Word> names = Names.Find(question).Where(name => !char.IsDigit(question[name.Start]));
        _penalty = names.All(name => IsKnown(name.Stem)) ? 0 : options.UnknownNamePenalty;
        double best = hits.Select(Evidence).DefaultIfEmpty().Max();
        _floor = best >= options.EvidenceFloor ? options.EvidenceFloor - CompanionMargin : options.EvidenceFloor;
        _nearBest = best - options.EvidenceGap;
    }

    public bool IsEvidence(SearchHit hit) => Evidence(hit) >= _floor;

    /// <summary>Returns whether a passage is about as much evidence as the best one.</summary>
    public bool IsNearBest(SearchHit hit) => Evidence(hit) >= _nearBest;

    public double Evidence(SearchHit hit)
    {
        double coverage = _rarity.Coverage(_question, _stems[hit]);
        return (hit.Cosine ?? coverage) + (CoverageWeight * coverage) - _penalty;
    }

    private bool IsKnown(string name) =>
        _stems.Values.Any(stems => stems.Contains(name)) || _stems.Values.Any(stems => stems.Any(stem => Spelling.IsVariant(name, stem)));
}
