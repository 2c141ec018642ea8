using System.Text;
using LocalRag.LlamaCpp.Streaming;

namespace LocalRag.LlamaCpp.Tests.Streaming;

public sealed class Utf8StreamTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("Größe, naïve, żółć")]
    [InlineData("日本語のテキスト")]
    [InlineData("👩‍🚀🏳️‍🌈 and 𝒜")]
    [InlineData("e\u0301")]
    public void Bytes_CutInTwoAnywhere_GiveTheWholeText(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        string[] results = [.. Enumerable.Range(0, bytes.Length + 1).Select(cut => Run([bytes[..cut], bytes[cut..]])).Distinct()];

        Assert.Equal([text], results);
    }

    [Theory]
    [InlineData("日本語 👩‍🚀 ü")]
    public void Bytes_OneByOne_GiveNoHalfCharacter(string text)
    {
        Utf8Stream stream = new();
        string[] pieces = [.. Encoding.UTF8.GetBytes(text).Select(value => stream.Append([value]))];

        Assert.Equal(text, string.Concat(pieces));
        Assert.DoesNotContain('\uFFFD', string.Concat(pieces));
    }

    [Fact]
    public void InvalidBytes_BecomeReplacementCharacters_AsInTheWhole()
    {
        byte[] bytes = [0x61, 0xFF, 0xE2, 0x82, 0x62, 0xF0, 0x9F];
        string[] results = [.. Enumerable.Range(0, bytes.Length + 1).Select(cut => Run([bytes[..cut], bytes[cut..]])).Distinct()];

        Assert.Equal([Encoding.UTF8.GetString(bytes)], results);
    }

    private static string Run(IEnumerable<byte[]> pieces)
    {
        Utf8Stream stream = new();
        return string.Concat(pieces.Select(piece => stream.Append(piece)).ToList()) + stream.Flush();
    }
}
