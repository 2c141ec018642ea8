using LocalRag.Ingestion.Chunking;
using LocalRag.Ingestion.Reading;

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
    /// <param name="budget">How many tokens the sentences may have together. If the best one alone has more, it is taken whole; of a table's row, so many fields.</param>
    /// <returns>What stays of the passages, in the same order; a passage may become several pieces, or none.</returns>
    public static List<UsedPassage> Keep(string question, List<UsedPassage> passages, double gap, int budget)
    {
        HashSet<string> wanted = Words.ContentStems(question);
        List<TextSpan>[] sentences = [.. passages.Select(passage => Sentences.Split(passage.Text))];
        HashSet<string>[][] stems = [.. passages.Zip(sentences, (passage, spans) => Stems(passage.Text, spans))];
        WordRarity rarity = new([.. stems.SelectMany(ofPassage => ofPassage)], UnknownShare);
        double[][] relevance = [.. stems.Select(ofPassage => Relevance(ofPassage, rarity, wanted))];
        double best = relevance.SelectMany(ofPassage => ofPassage).DefaultIfEmpty().Max();
        if (best == 0)
        {
            return passages;
        }

        List<TextSpan>[] kept = [.. passages.Select(_ => new List<TextSpan>())];
        double left = budget;
        foreach ((int passage, int sentence) in Rank(relevance).TakeWhile(at => relevance[at.Passage][at.Sentence] >= (1 - gap) * best))
        {
            TextSpan span = sentences[passage][sentence];
            if (!Take(passage, span) && kept.All(ofPassage => ofPassage.Count == 0))
            {
                foreach ((int rank, TextSpan part) in Fields(passages[passage].Text, span, rarity, wanted).Index())
                {
                    Take(passage, part, always: rank == 0);
                }

                break;
            }
        }

        return [.. passages.SelectMany((passage, i) => Pieces(passage, [.. kept[i].OrderBy(span => span.Start)]))];

        bool Take(int passage, TextSpan span, bool always = false)
        {
            double cost = passages[passage].EstimateTokens(span.Length);
            if (cost > left && !always)
            {
                return false;
            }

            kept[passage].Add(span);
            left -= cost;
            return true;
        }
    }

    /// <summary>Returns the fields of a table's row: the first, which names it, then the others, best first; any other sentence as the only one.</summary>
    private static List<TextSpan> Fields(string text, TextSpan sentence, WordRarity rarity, HashSet<string> wanted)
    {
        List<TextSpan> fields = [.. TableText.Fields(text.AsSpan(sentence.Start, sentence.Length)).Select(field => field with { Start = sentence.Start + field.Start })];
        double[] relevance = Relevance(Stems(text, fields), rarity, wanted);
        return fields.Count == 0 ? [sentence] : [fields[0], .. fields.Index().Skip(1).OrderByDescending(field => relevance[field.Index]).Select(field => field.Item)];
    }

    private static HashSet<string>[] Stems(string text, List<TextSpan> spans) => [.. spans.Select(span => Words.Stems(text.Substring(span.Start, span.Length)))];

    private static IEnumerable<(int Passage, int Sentence)> Rank(double[][] relevance) => relevance
        .SelectMany((ofPassage, passage) => ofPassage.Select((_, sentence) => (passage, sentence)))
        .OrderByDescending(at => relevance[at.passage][at.sentence]);

    private static double[] Relevance(HashSet<string>[] sentences, WordRarity rarity, HashSet<string> wanted)
    {
        double[] own = [.. sentences.Select(sentence => rarity.Coverage(wanted, sentence))];
        return [.. own.Select((coverage, i) => coverage + Math.Max(
            i > 0 ? BeforeShare * own[i - 1] : 0,
            i + 1 < own.Length ? AfterShare * own[i + 1] : 0))];
    }

    /// <summary>Returns what stays of a passage, parts in a row as one piece, so that each piece stands in the document word for word.</summary>
    private static IEnumerable<UsedPassage> Pieces(UsedPassage passage, List<TextSpan> kept)
    {
        for (int first = 0, last; first < kept.Count; first = last + 1)
        {
            last = first;
            while (last + 1 < kept.Count && passage.Text.AsSpan(kept[last].End..kept[last + 1].Start).Trim() is "" or ";")
            {
                last++;
            }

            yield return passage with { Text = passage.Text[kept[first].Start..kept[last].End] };
        }
    }
}
