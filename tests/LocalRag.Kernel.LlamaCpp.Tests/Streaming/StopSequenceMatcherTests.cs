using LocalRag.LlamaCpp.Streaming;

namespace LocalRag.LlamaCpp.Tests.Streaming;

public sealed class StopSequenceMatcherTests
{
    public static TheoryData<string, string[], string> Cases => new()
    {
        { "one two three", [], "one two three" },
        { "one two three", ["two"], "one " },
        { "one two three", ["four"], "one two three" },
        { "one two three", ["three"], "one two " },
        { "one", ["one"], "" },
        { "aaab", ["aab"], "a" },
        { "abab", ["abc", "bab"], "a" },
        { "xaby", ["xaby", "ab"], "x" },
        { "xab", ["xab", "ab"], "" },
        { "end\n\nUser: no", ["\nUser:", "\n\n"], "end" },
        { "ends with a star", ["art"], "ends with a star" },
        { "Straße", ["ss"], "Straße" },
        { "I\u0307stop", ["\u0130"], "I\u0307stop" },
        { "face \U0001F600 here", ["\U0001F600"], "face " },
        { "co-op", ["coop", "co\u00ADop"], "co-op" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Text_CutInTwoAnywhere_GivesTheSameResult(string text, string[] sequences, string expected)
    {
        string[] results = [.. Enumerable.Range(0, text.Length + 1).Select(cut => Run([text[..cut], text[cut..]], sequences)).Distinct()];

        Assert.Equal([expected], results);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Text_CharacterByCharacter_GivesTheSameResult(string text, string[] sequences, string expected)
        => Assert.Equal(expected, Run([.. text.Select(character => character.ToString())], sequences));

    [Fact]
    public void RandomText_CutAtRandom_AgreesWithASearchOfTheWhole()
    {
        Random random = new(7);
        string[] differences = [.. Enumerable.Range(0, 3000).Select(_ => Difference(random)).OfType<string>()];

        Assert.Empty(differences);
    }

    [Fact]
    public void PossibleStart_IsHeldBack_UntilItTurnsOutOtherwise()
    {
        StopSequenceMatcher matcher = new(["stop"]);

        Assert.Equal("a ", matcher.Append("a st"));
        Assert.Equal("step", matcher.Append("ep"));
    }

    [Fact]
    public void PossibleStart_AtTheEndOfTheText_IsFlushed()
    {
        StopSequenceMatcher matcher = new(["stop"]);

        Assert.Equal("non", matcher.Append("nonsto"));
        Assert.Equal("sto", matcher.Flush());
    }

    [Fact]
    public void Text_AfterAStopSequence_IsNotPassedOn()
    {
        StopSequenceMatcher matcher = new(["."]);
        matcher.Append("One. Two");

        Assert.True(matcher.IsStopped);
        Assert.Equal("", matcher.Append("Three"));
        Assert.Equal("", matcher.Flush());
    }

    private static string Run(IEnumerable<string> pieces, string[] sequences)
    {
        StopSequenceMatcher matcher = new(sequences);
        string passed = string.Concat(pieces.Select(matcher.Append));
        return passed + matcher.Flush();
    }

    private static string? Difference(Random random)
    {
        string text = Letters(random, random.Next(0, 24));
        string[] sequences = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Letters(random, random.Next(1, 5)))];
        List<string> pieces = [];
        for (int position = 0; position < text.Length;)
        {
            int length = Math.Min(random.Next(1, 4), text.Length - position);
            pieces.Add(text.Substring(position, length));
            position += length;
        }

        string actual = Run(pieces, sequences);
        string expected = Reference(text, sequences);
        return actual == expected ? null : $"{text} / {string.Join(',', sequences)}: {actual}, not {expected}";
    }

    private static string Reference(string text, string[] sequences)
    {
        for (int end = 1; end <= text.Length; end++)
        {
            string? complete = sequences.Where(sequence => text[..end].EndsWith(sequence, StringComparison.Ordinal)).MaxBy(sequence => sequence.Length);
            if (complete is not null)
            {
                return text[..(end - complete.Length)];
            }
        }

        return text;
    }

    private static string Letters(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => "ab"[random.Next(2)]));
}
