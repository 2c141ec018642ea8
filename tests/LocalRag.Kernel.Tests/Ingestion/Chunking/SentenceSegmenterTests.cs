using LocalRag.Ingestion.Chunking;

namespace LocalRag.Tests.Ingestion.Chunking;

public sealed class SentenceSegmenterTests
{
    [Theory]
    [InlineData("One. Two! Three? Four… Five", "One.|Two!|Three?|Four…|Five")]
    [InlineData("Dr. Smith met Mr. Jones. They talked.", "Dr. Smith met Mr. Jones.|They talked.")]
    [InlineData("J. R. R. Tolkien wrote it. The book sold.", "J. R. R. Tolkien wrote it.|The book sold.")]
    [InlineData("It costs 3.50 dollars. Pi is 3.14159.", "It costs 3.50 dollars.|Pi is 3.14159.")]
    [InlineData("See e.g. Figure 2 and Fig. 3. Then stop.", "See e.g. Figure 2 and Fig. 3.|Then stop.")]
    [InlineData("He lives in the U.S. The weather is fine.", "He lives in the U.S.|The weather is fine.")]
    [InlineData("The U.S. Senate met. It voted.", "The U.S. Senate met.|It voted.")]
    [InlineData("It was built in 1999. Nobody came.", "It was built in 1999.|Nobody came.")]
    [InlineData("She said \"Stop.\" He stopped.", "She said \"Stop.\"|He stopped.")]
    [InlineData("\"Really?\" he asked. (Yes.) Good.", "\"Really?\" he asked.|(Yes.)|Good.")]
    [InlineData("Wait... what is it? Nothing... Fine.", "Wait... what is it?|Nothing...|Fine.")]
    [InlineData("Use version 1.2.3 of app.config. It works.", "Use version 1.2.3 of app.config.|It works.")]
    [InlineData("She said no. Nothing helped. See No. 5 there.", "She said no.|Nothing helped.|See No. 5 there.")]
    [InlineData("Apples, pears, etc. The rest is gone.", "Apples, pears, etc.|The rest is gone.")]
    [InlineData("今日は晴れです。明日は雨です！そうですか？「はい。」終わり", "今日は晴れです。|明日は雨です！|そうですか？|「はい。」|終わり")]
    [InlineData("यह पहला है। यह दूसरा है।", "यह पहला है।|यह दूसरा है।")]
    [InlineData("1. First thing\n2. Second thing\n- third", "1. First thing|2. Second thing|- third")]
    [InlineData("A wrapped\nline goes on. Next\none too.", "A wrapped\nline goes on.|Next\none too.")]
    [InlineData("No end here\n\nNew paragraph", "No end here|New paragraph")]
    [InlineData("  \t \n ", "")]
    [InlineData("", "")]
    [InlineData("...", "...")]
    [InlineData(".", ".")]
    public void Split_text_gives_its_sentences(string text, string expected)
    {
        List<TextSpan> sentences = [];

        SentenceSegmenter.Split(text, sentences);

        Assert.Equal(expected, string.Join('|', sentences.Select(span => text.Substring(span.Start, span.Length))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Split_random_text_keeps_every_visible_character_once_and_in_order(int seed)
    {
        Random random = new(seed);
        const string Alphabet = "aB1 .!?…\n\"'()。、- \tÄé\u0301\uD83D\uDE00";
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
        List<TextSpan> sentences = [];

        SentenceSegmenter.Split(text, sentences);

        Assert.Equal(Visible(text), Visible(string.Concat(sentences.Select(span => text.Substring(span.Start, span.Length)))));
    }

    private static string Visible(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}
