using System.Globalization;

namespace LocalRag.Answers;

/// <summary>A piece of text in the prompt: one passage, or neighbours of one document that overlap, joined.</summary>
/// <param name="Hits">The passages it is made of, in the document's order.</param>
/// <param name="Text">The words as the model saw them.</param>
public sealed record UsedPassage(IReadOnlyList<SearchHit> Hits, string Text)
{
    /// <summary>Gets the first passage, whose document and place a citation names.</summary>
    public Passage Passage => Hits[0].Passage;

    /// <summary>Gets the number that stands for it in brackets where passages are marked; it does not depend on the question.</summary>
    public string Mark => Passage.ChunkId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Gets where the whole text stands in the document.</summary>
    public SourceLocation Location
    {
        get
        {
            SourceLocation first = Hits[0].Passage.Location;
            SourceLocation last = Hits[^1].Passage.Location;
            return first with { LastLine = last.LastLine ?? first.LastLine, LastPage = last.LastPage ?? last.FirstPage ?? first.LastPage };
        }
    }

    /// <summary>Estimates how many tokens a part of the text has, from those of the passages; what these share counts once.</summary>
    internal double EstimateTokens(int characters)
    {
        long all = Hits.Sum(hit => (long)hit.Passage.Text.Length);
        return all == 0 ? 0 : (double)(Hits.Sum(hit => (long)hit.Passage.TokenCount) * characters) / all;
    }
}
