using LocalRag.Retrieval;

namespace LocalRag.Answers;

/// <summary>Chooses the passages for a prompt, best first, and puts them into an order that does not depend on the question.</summary>
internal static class ContextSelector
{
    /// <summary>Chunks overlap by a sentence; a longer common part is not looked for, so that hostile text costs nothing.</summary>
    private const int LongestOverlap = 4096;

    /// <summary>A shorter common part is chance, not overlap.</summary>
    private const int ShortestOverlap = 12;

    /// <summary>What part of the budget sentences may have that are chosen out of passages: about half of a passage has to do with the question.</summary>
    private const int SentenceShare = 2;

    /// <param name="question">What was searched for.</param>
    /// <param name="hits">What was found, best first.</param>
    /// <param name="options">The floor, and the budget unless another is given.</param>
    /// <param name="contextTokens">Another budget.</param>
    public static ContextSelection Select(string question, IReadOnlyList<SearchHit> hits, RetrievalOptions options, int? contextTokens = null)
    {
        EvidenceFloor floor = new(question, hits, options);
        Dictionary<SearchHit, DropReason> dropped = new(ReferenceEqualityComparer.Instance);
        List<SearchHit> chosen = [];
        int budget = contextTokens ?? options.ContextTokens;
        int remaining = budget;
        foreach (SearchHit hit in hits)
        {
            int cost = 0;
            DropReason? reason =
                !floor.IsEvidence(hit) ? DropReason.BelowFloor
                : !floor.IsNearBest(hit) ? DropReason.FarBelowBest
                : chosen.Exists(other => other.Passage.Text.Contains(hit.Passage.Text, StringComparison.Ordinal)) ? DropReason.Duplicate
                : (cost = Cost(hit, chosen)) > remaining && chosen.Count > 0 ? DropReason.Budget
                : null;
            if (reason is { } why)
            {
                dropped[hit] = why;
                continue;
            }

            remaining -= cost;
            chosen.Add(hit);
        }

        List<UsedPassage> used = Join(chosen);
        if (options.SentenceGap < 1)
        {
            used = KeySentences.Keep(question, used, options.SentenceGap, budget / SentenceShare);
            HashSet<SearchHit> kept = new(used.SelectMany(passage => passage.Hits), ReferenceEqualityComparer.Instance);
            foreach (SearchHit hit in chosen.Where(hit => !kept.Contains(hit)))
            {
                dropped[hit] = DropReason.NoKeySentence;
            }
        }

        return new ContextSelection(used, [.. hits.Where(dropped.ContainsKey).Select(hit => new DroppedPassage(hit, dropped[hit]))]);
    }

    private static int Cost(SearchHit hit, List<SearchHit> chosen)
    {
        Passage passage = hit.Passage;
        int shared = chosen
            .Where(other => other.Passage.DocumentId == passage.DocumentId)
            .Sum(other => (other.Passage.Ordinal - passage.Ordinal) switch
            {
                1 => Overlap(passage.Text, other.Passage.Text),
                -1 => Overlap(other.Passage.Text, passage.Text),
                _ => 0,
            });
        return passage.Text.Length == 0 ? 0 : (int)((long)passage.TokenCount * Math.Max(0, passage.Text.Length - shared) / passage.Text.Length);
    }

    private static List<UsedPassage> Join(List<SearchHit> chosen)
    {
        List<UsedPassage> used = [];
        foreach (SearchHit hit in chosen.OrderBy(hit => hit.Passage.DocumentId, StringComparer.Ordinal).ThenBy(hit => hit.Passage.Ordinal))
        {
            if (used.Count > 0 && used[^1].Hits[^1].Passage is var before
                && before.DocumentId == hit.Passage.DocumentId && before.Ordinal + 1 == hit.Passage.Ordinal
                && Overlap(before.Text, hit.Passage.Text) is > 0 and var overlap)
            {
                used[^1] = new UsedPassage([.. used[^1].Hits, hit], used[^1].Text + hit.Passage.Text[overlap..]);
            }
            else
            {
                used.Add(new UsedPassage([hit], hit.Passage.Text));
            }
        }

        return used;
    }

    /// <summary>Returns how many characters at the end of one text are the beginning of the next.</summary>
    private static int Overlap(string before, string after)
    {
        for (int length = Math.Min(LongestOverlap, Math.Min(before.Length, after.Length)); length >= ShortestOverlap; length--)
        {
            if (before.AsSpan().EndsWith(after.AsSpan(0, length)))
            {
                return length;
            }
        }

        return 0;
    }
}
