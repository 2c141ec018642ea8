namespace LocalRag;

/// <summary>Where a passage stands in its document: pages for paged formats, lines for text.</summary>
/// <param name="FirstLine">The first line, from 1; null where the format has no lines.</param>
/// <param name="LastLine">The last line, inclusive.</param>
/// <param name="FirstPage">The first page, from 1; null where the format has no pages.</param>
/// <param name="LastPage">The last page, inclusive.</param>
public readonly record struct SourceLocation(int? FirstLine, int? LastLine, int? FirstPage = null, int? LastPage = null)
{
    /// <summary>Returns the location as a reader would cite it: <c>p. 3</c>, <c>pp. 3-4</c>, <c>line 12</c>, <c>lines 12-18</c>, or nothing.</summary>
    public override string ToString() => (FirstPage, FirstLine) switch
    {
        (int page, _) => page == (LastPage ?? page) ? $"p. {page}" : $"pp. {page}-{LastPage}",
        (null, int line) => line == (LastLine ?? line) ? $"line {line}" : $"lines {line}-{LastLine}",
        _ => string.Empty,
    };
}
