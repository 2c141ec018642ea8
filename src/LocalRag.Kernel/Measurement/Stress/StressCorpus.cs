using System.Globalization;

namespace LocalRag.Measurement.Stress;

/// <summary>Writes the documents of a run: each is about a thing with a name of its own, and each revision has a number of its own.</summary>
/// <param name="seed">Decides names and texts.</param>
internal sealed class StressCorpus(int seed)
{
    public const int Documents = 32;

    private const int SerialBase = 10_000_000;
    private const int SerialsPerDocument = 100_000;

    private static readonly string[] s_starts = ["Tor", "Zav", "Kel", "Mur", "Vos", "Bran", "Quil", "Fen"];
    private static readonly string[] s_ends = ["vanek", "oritz", "umbrel", "askin"];
    private static readonly string[] s_kinds = ["pump", "press", "kiln", "lathe", "mixer", "crane"];
    private static readonly string[] s_colours = ["green", "grey", "orange", "yellow", "blue", "white"];
    private static readonly string[] s_halls = ["north", "south", "east", "west", "lower", "upper"];
    private static readonly string[] s_fillers =
    [
        "The operator signs the sheet at the start of the shift.",
        "Loose parts are reported to the workshop before noon.",
        "The guard stays closed while the motor runs.",
        "A spare belt hangs on the wall behind it.",
        "Cleaning takes place on the last Friday of the month.",
        "The manual lies in the drawer below the switch.",
    ];

    /// <summary>Returns the word that stands in one document only.</summary>
    public static string Name(int document) => s_starts[document % s_starts.Length] + s_ends[document / s_starts.Length];

    public static string FileName(int document) => string.Create(CultureInfo.InvariantCulture, $"machine-{document:00}.txt");

    public StressRevision Write(int document, int number)
    {
        Random random = new(HashCode(seed, document, number));
        string serial = (SerialBase + (document * SerialsPerDocument) + number).ToString(CultureInfo.InvariantCulture);
        string name = Name(document);
        string kind = s_kinds[document % s_kinds.Length];
        List<string> sentences =
        [
            $"The {name} {kind} with serial {serial} stands in the {Pick(random, s_halls)} hall.",
            string.Create(CultureInfo.InvariantCulture, $"The tank of the {name} (serial {serial}) holds {random.Next(20, 900)} litres."),
            $"The {name} {kind} is painted {Pick(random, s_colours)}.",
        ];
        int more = random.Next(1, 12);
        for (int i = 0; i < more; i++)
        {
            sentences.Add(Pick(random, s_fillers));
            sentences.Add(string.Create(CultureInfo.InvariantCulture, $"Check {i + 1} of the {name} (serial {serial}) is due after {random.Next(50, 2000)} hours."));
        }

        return new StressRevision(document, number, serial, string.Join(' ', sentences));
    }

    public static string Question(int document, Random random) => random.Next(4) switch
    {
        0 => $"How many litres does the tank of the {Name(document)} hold?",
        1 => $"Which colour is the {Name(document)} painted?",
        2 => $"In which hall does the {Name(document)} stand?",
        _ => $"What is the serial of the {Name(document)}?",
    };

    public static string FollowUp(Random random) => random.Next(2) == 0 ? "And which colour is it painted?" : "In which hall does it stand?";

    private static string Pick(Random random, string[] words) => words[random.Next(words.Length)];

    /// <summary>Returns the same number in every process, which <see cref="System.HashCode"/> does not.</summary>
    public static int HashCode(int first, int second, int third) => unchecked((((first * 486_187_739) + second) * 16_777_619) ^ (third * 40_503));
}
