using System.Text;
using LocalRag.Ingestion.Reading;

namespace LocalRag.Tests.Ingestion.Reading;

public sealed class JsonReaderTests
{
    [Fact]
    public async Task Json_gives_every_value_with_its_path_and_line()
    {
        const string Json = """
            {
              "name": "A \u00e4\nb",
              "users": [
                { "id": 1, "tags": ["x", "y"], "none": null },
                { "id": 2.50,
                  "deep": { "ok": true, "empty": "" } }
              ],
              "last": false
            }
            """;

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.json", Json);

        Assert.Equal(
            """
            Record @2: name: A ä\nb
            Record @4: users[0].id: 1
            Record @4: users[0].tags[0]: x
            Record @4: users[0].tags[1]: y
            Record @5: users[1].id: 2.50
            Record @6: users[1].deep.ok: true
            Record @8: last: false
            """,
            ReaderProbe.Show(blocks));
    }

    [Theory]
    [InlineData("[1, 2]", "Record @1: [0]: 1\nRecord @1: [1]: 2")]
    [InlineData("\"only\"", "Record @1: only")]
    [InlineData("{\"half\": \"\\ud800\"}", "Record @1: half: \\ud800")]
    [InlineData("// note\n[1,]", "Record @2: [0]: 1")]
    public async Task Json_of_any_kind_is_read(string json, string expected) =>
        Assert.Equal(expected, ReaderProbe.Show(await ReaderProbe.ReadAsync("a.json", json)));

    [Fact]
    public async Task Json_larger_than_the_buffer_is_read_with_exact_lines()
    {
        StringBuilder json = new("[\n");
        for (int number = 0; number < 20_000; number++)
        {
            json.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{\"number\": {number}}},\n");
        }

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.json", json.Append(']').ToString());

        Assert.Equal(20_000, blocks.Count);
        Assert.All(blocks.Index(), entry => Assert.Equal((entry.Index + 2, $"[{entry.Index}].number: {entry.Index}"), (entry.Item.Line, entry.Item.Text)));
    }

    [Fact]
    public async Task A_string_larger_than_the_buffer_comes_in_parts_of_one_line()
    {
        string text = string.Join(' ', Enumerable.Range(0, 50_000));

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.json", $"\n{{\"text\": \"{text}\"}}");

        Assert.Equal($"text: {text}", string.Join(' ', blocks.Select(block => block.Text)));
        Assert.All(blocks, block => Assert.Equal(2, block.Line));
    }

    [Theory]
    [InlineData("{\"a\": 1")]
    [InlineData("{\"a\": }")]
    [InlineData("plain words")]
    public async Task Json_that_is_none_is_refused_with_its_line(string json)
    {
        DocumentUnreadableException exception = await Assert.ThrowsAsync<DocumentUnreadableException>(() => ReaderProbe.ReadAsync("a.json", json));

        Assert.StartsWith("It is not valid JSON (line 1)", exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_that_is_nested_beyond_all_measure_is_refused()
    {
        await Assert.ThrowsAsync<DocumentUnreadableException>(() => ReaderProbe.ReadAsync("a.json", new string('[', 1_000_000)));
    }

    [Fact]
    public async Task Json_in_utf16_is_decoded()
    {
        Assert.Equal("Record @1: a: ä", ReaderProbe.Show(await ReaderProbe.ReadAsync("a.json", "{\"a\":\"ä\"}", Encoding.Unicode)));
    }

    [Fact]
    public async Task Json_lines_leave_out_a_bad_line_and_tell_it()
    {
        List<string> warnings = [];

        IReadOnlyList<TextBlock> blocks = await ReaderProbe.ReadAsync("a.jsonl", "{\"a\":1}\n\n{\"a\":\n{\"b\":[2]}\n"u8.ToArray(), warnings: warnings);

        Assert.Equal("Record @1: a: 1\nRecord @4: b[0]: 2", ReaderProbe.Show(blocks));
        Assert.Equal("1 of its lines are not valid JSON and were left out (lines 3).", Assert.Single(warnings));
    }

    [Fact]
    public async Task Json_lines_without_a_good_line_are_refused()
    {
        await Assert.ThrowsAsync<DocumentUnreadableException>(() => ReaderProbe.ReadAsync("a.jsonl", "one\ntwo\n"));
    }
}
