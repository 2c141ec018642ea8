namespace LocalRag.Cli.Output;

/// <summary>Makes text from documents and models safe to print: a control code in a file must not steer the reader's terminal.</summary>
internal static class PrintableText
{
    public static string Clean(string text) => text.Any(IsUnsafe)
        ? string.Create(text.Length, text, static (target, source) =>
        {
            for (int index = 0; index < target.Length; index++)
            {
                target[index] = IsUnsafe(source[index]) ? '\uFFFD' : source[index];
            }
        })
        : text;

    /// <summary>Returns the text on one line, cut at a length.</summary>
    public static string Shorten(string text, int length)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= length ? line : line[..(char.IsHighSurrogate(line[length - 2]) ? length - 2 : length - 1)] + "…";
    }

    private static bool IsUnsafe(char character) => char.IsControl(character) && character is not ('\n' or '\r' or '\t');
}
