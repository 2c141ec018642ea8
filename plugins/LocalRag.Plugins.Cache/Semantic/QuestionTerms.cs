using System.Text.RegularExpressions;

namespace LocalRag.Plugins.Cache;

/// <summary>The words of a question that no other wording may change: numbers, names, those that turn its meaning round, and what is asked for.</summary>
/// <remarks>
/// Vectors of sentences hardly move when one of these does: "the base M4" and "the M4 Pro", "with" and "without". A name is a word with a capital or a digit
/// that does not open a sentence. Words are compared without regard to case.
/// </remarks>
internal sealed partial class QuestionTerms
{
    private static readonly HashSet<string> s_reversals = new(StringComparer.OrdinalIgnoreCase)
    {
        "no", "not", "never", "none", "nothing", "nobody", "neither", "nor", "without", "cannot", "except", "unless", "least", "fewest", "lowest", "smallest",
        "before", "after", "first", "last", "next", "previous", "previously", "former", "another", "other", "else", "only", "both", "vice",
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "nicht", "kein", "keine", "ohne", "nie", "ne", "pas", "sans", "jamais", "sin", "nunca", "non", "senza", "mai",
    };

    private static readonly HashSet<string> s_askers = new(StringComparer.OrdinalIgnoreCase) { "who", "whom", "whose", "when", "where", "why" };

    private readonly HashSet<string> _fixed;

    private QuestionTerms(HashSet<string> terms) => _fixed = terms;

    /// <summary>Gets their size in memory.</summary>
    public long Bytes => _fixed.Sum(term => 32 + CacheSize.Of(term));

    public static QuestionTerms Read(string question)
    {
        HashSet<string> terms = new(StringComparer.OrdinalIgnoreCase);
        bool opening = true;
        foreach (Match word in Word().Matches(question))
        {
            if (word.ValueSpan.IndexOfAnyInRange('0', '9') >= 0 || (!opening && word.Length > 1 && word.ValueSpan.ContainsAnyInRange('A', 'Z'))
                || s_reversals.Contains(word.Value) || word.ValueSpan.EndsWith("n't", StringComparison.OrdinalIgnoreCase) || s_askers.Contains(word.Value))
            {
                terms.Add(word.Value.EndsWith("'s", StringComparison.Ordinal) ? word.Value[..^2] : word.Value);
            }

            opening = IsClosed(question, word.Index + word.Length);
        }

        return new QuestionTerms(terms);
    }

    public bool Agrees(QuestionTerms other) => _fixed.SetEquals(other._fixed);

    private static bool IsClosed(string text, int end) => end < text.Length && text[end] is '.' or '!' or '?' or ':' or '\n';

    // Signs inside a word belong to it: 2.5, Q4_0, iogpu.wired_limit_mb, don't.
    [GeneratedRegex(@"[\p{L}\p{N}]+(?:[._'’/+]+[\p{L}\p{N}]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
