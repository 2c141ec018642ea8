using System.Globalization;

namespace LocalRag.Ingestion.Chunking;

/// <summary>Estimates a length in tokens where there is no tokenizer to ask.</summary>
/// <remarks>
/// A run of letters or digits counts one token and one more for every six characters after the first seven; every other visible character,
/// and every letter of a script written without spaces, counts one. On English prose this is within a few percent of a 30,000-word
/// WordPiece vocabulary; on identifiers and other languages it is coarser.
/// </remarks>
internal sealed class EstimatedTokenCounter : ITokenCounter
{
    private const int LettersOfFirstToken = 7;
    private const int LettersOfNextToken = 6;

    public static EstimatedTokenCounter Instance { get; } = new();

    public string Name => "estimate";

    public int Count(ReadOnlySpan<char> text)
    {
        int tokens = 0;
        int run = 0;
        foreach (char character in text)
        {
            bool alone = WordBreaks.IsWithoutSpaces(character);
            if (!alone && (char.IsLetterOrDigit(character) || CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.NonSpacingMark))
            {
                run++;
                continue;
            }

            tokens += OfRun(run) + (alone || !char.IsWhiteSpace(character) ? 1 : 0);
            run = 0;
        }

        return tokens + OfRun(run);
    }

    private static int OfRun(int letters) => letters switch
    {
        0 => 0,
        <= LettersOfFirstToken => 1,
        _ => 1 + ((letters - LettersOfFirstToken + LettersOfNextToken - 1) / LettersOfNextToken),
    };
}
