using LocalRag.Answers;

namespace LocalRag.Tests.Answers;

public sealed class SentencesTests
{
    public static TheoryData<string, string[]> Texts => new()
    {
        { "One. Two! Three?", ["One.", "Two!", "Three?"] },
        { "Dr. Smith met J. Brown at approx. 5 p.m. today.", ["Dr. Smith met J. Brown at approx. 5 p.m. today."] },
        { "It takes 2.5 seconds. That is fast.", ["It takes 2.5 seconds.", "That is fast."] },
        { "He said \"Stop.\" Then he left.", ["He said \"Stop.\"", "Then he left."] },
        { "A line that\nwraps here. Next.", ["A line that\nwraps here.", "Next."] },
        { "Steps:\n- first\n- second\n\nDone", ["Steps:", "- first", "- second", "Done"] },
        { "Steps:\n1. first\n2. second", ["Steps:", "1. first", "2. second"] },
        { "| a | b |\n| c | d |", ["| a | b |", "| c | d |"] },
        { "disk: barn; size: 3\ndisk: silo; size: 4", ["disk: barn; size: 3", "disk: silo; size: 4"] },
        { "The disks are\nthese:\ndisk: barn; size: 3\nThey spin.", ["The disks are\nthese:", "disk: barn; size: 3", "They spin."] },
        { "It is one; it\nhas two: this; and\nthat.", ["It is one; it\nhas two: this; and\nthat."] },
        { "\u7b2c\u4e00\u3002\u7b2c\u4e8c\u3002", ["\u7b2c\u4e00\u3002", "\u7b2c\u4e8c\u3002"] },
        { "Use e.g. Qwen3. It is small.", ["Use e.g. Qwen3.", "It is small."] },
        { "no end", ["no end"] },
        { " \n\t ", [] },
        { "", [] },
        { "...", ["..."] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Split_CutsWhereASentenceEnds(string text, string[] sentences) =>
        Assert.Equal(sentences, Sentences.Split(text).Select(span => text.Substring(span.Start, span.Length)));

    [Fact]
    public void Split_LosesNoLetter()
    {
        Random random = new(7);
        const string Alphabet = "aB1.!? \n-#|\"')\u3002;:";

        Assert.All(Enumerable.Range(0, 500), _ =>
        {
            string text = string.Concat(Enumerable.Range(0, 60).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            Assert.Equal(
                string.Concat(text.Where(character => !char.IsWhiteSpace(character))),
                string.Concat(Sentences.Split(text).SelectMany(span => text.Substring(span.Start, span.Length)).Where(character => !char.IsWhiteSpace(character))));
        });
    }
}
