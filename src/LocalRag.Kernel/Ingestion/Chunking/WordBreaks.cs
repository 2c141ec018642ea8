namespace LocalRag.Ingestion.Chunking;

/// <summary>Knows the scripts that put no spaces between words.</summary>
internal static class WordBreaks
{
    /// <summary>Returns whether a character may stand at the edge of a word without a space: Chinese, Japanese, Thai, Lao, Khmer, Burmese.</summary>
    public static bool IsWithoutSpaces(char character) => character is
        (>= '\u3040' and <= '\u30FF') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF')
        or (>= '\u0E00' and <= '\u0EFF') or (>= '\u1000' and <= '\u109F') or (>= '\u1780' and <= '\u17FF') or (>= '\u31F0' and <= '\u31FF');
}
