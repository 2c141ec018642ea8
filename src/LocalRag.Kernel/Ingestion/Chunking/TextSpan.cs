namespace LocalRag.Ingestion.Chunking;

/// <summary>A part of a text: the unit that is never shared by two chunks, except as their overlap.</summary>
internal readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;

    public static TextSpan FromBounds(int start, int end) => new(start, end - start);
}
