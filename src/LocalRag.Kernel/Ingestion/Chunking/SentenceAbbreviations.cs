using System.Collections.Frozen;

namespace LocalRag.Ingestion.Chunking;

/// <summary>Words after which a full stop is no end of a sentence, and words that show that it was one after all.</summary>
internal static class SentenceAbbreviations
{
    // Always followed by what they belong to: a name, a number, an example.
    private static readonly FrozenSet<string> s_binding = new[]
    {
        "mr", "mrs", "ms", "mx", "dr", "prof", "rev", "hon", "st", "mt", "ft", "gen", "col", "maj", "capt", "cmdr", "lt", "sgt", "gov", "sen", "rep", "pres",
        "vs", "cf", "viz", "eg", "ie", "e.g", "i.e", "no", "nos", "nr", "fig", "figs", "eq", "eqs", "sec", "ch", "chap", "vol", "pp", "pg", "art", "op", "ed", "eds",
        "approx", "ca", "resp", "incl", "esp", "al", "z.b", "d.h", "u.a", "bzw", "ggf", "vgl", "hr", "fr", "bd", "abb", "tab", "ref", "refs", "mme", "mlle", "sr", "sra",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // May end a sentence; whether they do shows in the next word.
    private static readonly FrozenSet<string> s_open = new[]
    {
        "etc", "usw", "inc", "ltd", "corp", "co", "bros", "llc", "plc", "jr", "esq", "phd", "ph.d", "m.d", "b.a", "m.a", "a.m", "p.m", "am", "pm", "b.c", "a.d", "dept", "univ", "est", "max", "min",
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "ave", "blvd", "rd", "u.s", "u.k", "u.n", "e.u", "d.c",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> s_starters = new[]
    {
        "The", "This", "That", "These", "Those", "There", "A", "An", "It", "Its", "He", "She", "They", "We", "You", "I", "His", "Her", "Their", "Our", "My", "In", "On", "At", "As", "By", "For",
        "From", "With", "When", "While", "Where", "What", "Who", "Why", "How", "If", "But", "And", "Or", "So", "However", "After", "Before", "Since", "Some", "Many", "Most", "All", "Each", "Both",
        "One", "Two", "Although", "Because", "During", "Under", "To", "Then", "Thus", "Such", "No", "Not", "Until", "Unlike", "Today", "Also",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_bindingLookup = s_binding.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_openLookup = s_open.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_starterLookup = s_starters.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Returns whether the full stop after a word only shortens it.</summary>
    /// <param name="word">The word before the full stop, without it.</param>
    /// <param name="next">The word after it.</param>
    public static bool Binds(ReadOnlySpan<char> word, ReadOnlySpan<char> next)
    {
        if (word.IsEmpty)
        {
            return false;
        }

        if (s_bindingLookup.Contains(word))
        {
            // "no." is an abbreviation only before a number: "No. 5", but "She said no."
            return !word.Equals("no", StringComparison.OrdinalIgnoreCase) || (!next.IsEmpty && char.IsDigit(next[0]));
        }

        // "I" is a word of its own more often than an initial, but both are followed by names: the next word decides, as for all single letters.
        bool initial = word.Length == 1 && char.IsUpper(word[0]);
        bool acronym = word.Length >= 3 && word[^2] == '.' && char.IsLetter(word[^1]);
        return (initial || acronym || s_openLookup.Contains(word)) && !s_starterLookup.Contains(next);
    }
}
