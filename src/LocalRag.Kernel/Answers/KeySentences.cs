using LocalRag.Ingestion.Chunking;

namespace LocalRag.Answers;

/// <summary>Leaves out the sentences of passages that have far less to do with the question than the best one.</summary>
/// <remarks>
/// What a sentence has to do with it = the share of the question's words, by rarity, that it holds + half that of the sentence before it, or a quarter
/// of that of the one after it, whichever is more: an answer often stands beside the sentence that names its subject. Where no sentence holds a word
/// of the question, nothing tells them apart, and passages stay whole.
/// </remarks>
internal static class KeySentences
{
    private const double BeforeShare = 0.5;
    private const double AfterShare = 0.25;

    /// <summary>A word that no sentence holds counts as if a quarter of them did: it cannot tell one from another.</summary>
    private const double UnknownShare = 0.25;

    /// <param name="question">What was searched for.</param>
    /// <param name="passages">The passages, in the prompt's order.</param>
    /// <param name="gap">How much less than the best sentence another one may have to do with the question, as a share.</param>
    /// <param name="budget">How many tokens the sentences may have together; the best one is taken even if it alone has more.</param>
    /// <returns>What stays of the passages, in the same order; a passage may become several pieces, or none.</returns>
    public static List<UsedPassage> Keep(string question, List<UsedPassage> passages, double gap, int budget)
    {
        HashSet<string> wanted = Words.ContentStems(question);
        List<TextSpan>[] sentences = [.. passages.Select(passage => Sentences.Split(passage.Text))];
        HashSet<string>[][] stems = [.. passages.Zip(sentences, (passage, spans) => spans.Select(span => Words.Stems(passage.Text.Substring(span.Start, span.Length))).ToArray())];
        WordRarity rarity = new([.. stems.SelectMany(ofPassage => ofPassage)], UnknownShare);
        double[][] relevance = [.. stems.Select(ofPassage => Relevance(ofPassage, rarity, wanted))];
        double best = relevance.SelectMany(ofPassage => ofPassage).DefaultIfEmpty().Max();
        if (best == 0)
        {
            return passages;
        }

        HashSet<(int Passage, int Sentence)> kept = [];
        double left = budget;
        foreach ((int passage, int sentence) in Rank(relevance).TakeWhile(at => relevance[at.Passage][at.Sentence] >= (1 - gap) * best))
        {
            double cost = TokensPerCharacter(passages[passage]) * sentences[passage][sentence].Length;
            if (cost <= left || kept.Count == 0)
            {
                kept.Add((passage, sentence));
                left -= cost;
            }
        }

        return [.. passages.SelectMany((passage, i) => Pieces(passage, sentences[i], sentence => kept.Contains((i, sentence))))];
    }

    private static IEnumerable<(int Passage, int Sentence)> Rank(double[][] relevance) => relevance
        .SelectMany((ofPassage, passage) => ofPassage.Select((_, sentence) => (passage, sentence)))
        .OrderByDescending(at => relevance[at.passage][at.sentence]);

    private static double TokensPerCharacter(UsedPassage passage) =>
        (double)passage.Hits.Sum(hit => (long)hit.Passage.TokenCount) / Math.Max(1, passage.Hits.Sum(hit => (long)hit.Passage.Text.Length));

    private static double[] Relevance(HashSet<string>[] sentences, WordRarity rarity, HashSet<string> wanted)
    {
        double[] own = [.. sentences.Select(sentence => rarity.Coverage(wanted, sentence))];
        return [.. own.Select((coverage, i) => coverage + Math.Max(
            i > 0 ? BeforeShare * own[i - 1] : 0,
            i + 1 < own.Length ? AfterShare * own[i + 1] : 0))];
    }

    /// <summary>Returns what stays of a passage, sentences in a row as one piece, so that each piece stands in the document word for word.</summary>
    private static IEnumerable<UsedPassage> Pieces(UsedPassage passage, List<TextSpan> sentences, Func<int, bool> isKept)
    {
        for (int first = 0; first < sentences.Count; first++)
        {
            int last = first;
            while (last < sentences.Count && isKept(last))
            {
                last++;
            }

            if (last > first)
            {
                yield return passage with { Text = passage.Text[sentences[first].Start..sentences[last - 1].End] };
                first = last;
            }
        }
    }
}
