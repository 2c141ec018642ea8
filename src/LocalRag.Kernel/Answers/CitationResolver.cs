using System.Globalization;
using System.Text.RegularExpressions;
using LocalRag.Ingestion.Chunking;
using Microsoft.Extensions.AI;

namespace LocalRag.Answers;

/// <summary>Finds the passage behind each sentence of an answer, after its last token.</summary>
/// <remarks>
/// For each sentence the first of these decides:
/// 1. a quotation that no passage holds, or a number or name from nowhere: no citation;
/// 2. a quotation that a passage holds: that passage;
/// 3. a mark that the prompt gave to a passage: that passage;
/// 4. the sentence, or two in a row, of a passage that holds most of its words by rarity, if that is at least <c>Answers:CitationThreshold</c>;
///    of equals the one that holds more of the question.
/// Small models write no marks that can be trusted, hence the last.
/// </remarks>
internal sealed partial class CitationResolver
{
    /// <summary>Words of the model's own are mostly filler, so they count as if a quarter of the sentences had them; names and numbers from nowhere come under rule 1.</summary>
    private const double UnknownShare = 0.25;

    private readonly AnswersOptions _options;
    private readonly HashSet<string> _question;
    private readonly List<Candidate> _candidates = [];
    private readonly WordRarity _rarity;

    public CitationResolver(string question, IReadOnlyList<UsedPassage> used, AnswersOptions options)
    {
        _options = options;
        _question = Words.ContentStems(question);
        foreach (UsedPassage passage in used)
        {
            List<TextSpan> sentences = Sentences.Split(passage.Text);
            _candidates.AddRange(sentences.Select(sentence => Candidate.Create(passage, sentence, sentences: 1)));
            _candidates.AddRange(sentences.Zip(sentences.Skip(1), (first, second) =>
                Candidate.Create(passage, TextSpan.FromBounds(first.Start, second.End), sentences: 2)));
        }

        _rarity = new WordRarity([.. _candidates.Where(candidate => candidate.Sentences == 1).Select(candidate => candidate.Stems)], UnknownShare);
    }

    public List<CitationAnnotation> Resolve(string answer, IReadOnlyList<QuoteCheck> quotes, IReadOnlyList<UnsupportedClaim> unsupported)
    {
        List<CitationAnnotation> citations = [];
        foreach (TextSpan sentence in Sentences.Split(answer))
        {
            List<QuoteCheck> quoted = [.. quotes.Where(quote => Overlaps(sentence, quote.StartIndex, quote.EndIndex))];
            if (quoted.Exists(quote => !quote.Verified) || unsupported.Any(claim => Overlaps(sentence, claim.StartIndex, claim.EndIndex)))
            {
                continue;
            }

            foreach (Candidate candidate in Support(answer.Substring(sentence.Start, sentence.Length), quoted))
            {
                Add(citations, candidate, sentence);
            }
        }

        return citations;
    }

    private IEnumerable<Candidate> Support(string sentence, List<QuoteCheck> quoted)
    {
        HashSet<string> wanted = Words.ContentStems(MarkPattern().Replace(sentence, string.Empty));
        long[] named = [.. quoted.Select(quote => quote.ChunkId!.Value).Concat(Marks(sentence)).Distinct()];
        if (named.Length > 0)
        {
            return named
                .Select(chunk => Best(wanted, candidate => candidate.Passage.Hits.Any(hit => hit.Passage.ChunkId == chunk), threshold: 0))
                .OfType<Candidate>();
        }

        Candidate? best = wanted.Count == 0 ? null
            : Best(wanted, candidate => candidate.Sentences == 1, _options.CitationThreshold)
            ?? Best(wanted, candidate => candidate.Sentences == 2, _options.CitationThreshold);
        return best is null ? [] : [best];
    }

    private Candidate? Best(HashSet<string> wanted, Func<Candidate, bool> allowed, double threshold) => _candidates
        .Where(allowed)
        .Select(candidate => (Candidate: candidate, Coverage: _rarity.Coverage(wanted, candidate.Stems)))
        .Where(scored => scored.Coverage >= threshold)
        .OrderByDescending(scored => scored.Coverage)
        .ThenByDescending(scored => _rarity.Coverage(_question, scored.Candidate.Stems))
        .Select(scored => scored.Candidate)
        .FirstOrDefault();

    private IEnumerable<long> Marks(string sentence) => !_options.PassageMarks ? [] : MarkPattern().Matches(sentence)
        .Select(match => long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
        .Where(mark => _candidates.Exists(candidate => candidate.Passage.Passage.ChunkId == mark));

    private static bool Overlaps(TextSpan sentence, int start, int end) => start < sentence.End && end > sentence.Start;

    private static void Add(List<CitationAnnotation> citations, Candidate candidate, TextSpan sentence)
    {
        CitationAnnotation citation = candidate.ToCitation();
        CitationAnnotation? same = citations.Find(other => other.FileId == citation.FileId && other.Snippet == citation.Snippet);
        if (same is null)
        {
            citations.Add(citation);
        }

        ((same ?? citation).AnnotatedRegions ??= []).Add(new TextSpanAnnotatedRegion { StartIndex = sentence.Start, EndIndex = sentence.End });
    }

    [GeneratedRegex(@"\[(\d{1,18})\]")]
    private static partial Regex MarkPattern();

    /// <summary>A sentence of a passage, or two in a row, that may be what an answer rests on.</summary>
    private sealed record Candidate(UsedPassage Passage, string Text, int Sentences, HashSet<string> Stems)
    {
        public static Candidate Create(UsedPassage passage, TextSpan span, int sentences)
        {
            string text = passage.Text.Substring(span.Start, span.Length);
            return new Candidate(passage, text, sentences, Words.ContentStems(text));
        }

        public CitationAnnotation ToCitation()
        {
            SearchHit hit = Passage.Hits.FirstOrDefault(hit => hit.Passage.Text.Contains(Text, StringComparison.Ordinal)) ?? Passage.Hits[0];
            return Citation.Create(hit.Passage, Text);
        }
    }
}
