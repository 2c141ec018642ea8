using LocalRag.Ingestion.Chunking;

namespace LocalRag.Answers;

/// <summary>Finds the numbers and names of a text: words with a digit, with a capital inside, or with a capital where no sentence begins.</summary>
internal static class Names
{
    private const int FewWords = 3;

    public static IEnumerable<Word> Find(string text)
    {
        List<Word> words = [.. Words.EnumerateContent(text)];
        HashSet<int> openings = [.. Sentences.Split(text).Select(sentence => FirstLetter(text, sentence))];

        // In a title, or when somebody shouts, capitals say nothing: they only do beside words without one.
        // A short question may be all names: "who is Tomasz Brill".
        bool capitalsTell = words.Exists(word => char.IsLower(text[word.Start]))
            || (words.Count <= FewWords && Words.Enumerate(text).Skip(1).Any(word => char.IsLower(text[word.Start])));
        return words.Where(word => IsName(text.AsSpan(word.Start, word.Length), capitalsTell, openings.Contains(word.Start)));
    }

    private static bool IsName(ReadOnlySpan<char> word, bool capitalsTell, bool opening) =>
        word.IndexOfAnyInRange('0', '9') >= 0
        || (capitalsTell && ((char.IsUpper(word[0]) && !opening) || word[1..].IndexOfAnyInRange('A', 'Z') >= 0));

    private static int FirstLetter(string text, TextSpan sentence)
    {
        int i = sentence.Start;
        while (i < sentence.End && !char.IsLetterOrDigit(text[i]))
        {
            i++;
        }

        return i;
    }
}
