using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

public sealed class CacheTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();

    public CacheTests()
    {
        string plugins = Path.Combine(_localrag.Folder, "plugins");
        _localrag.Environment["LocalRag__Plugins__Directory"] = plugins;
        string target = Directory.CreateDirectory(Path.Combine(plugins, "cache")).FullName;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "plugins-under-test", "LocalRag.Plugins.Cache")))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        _localrag.Write("documents/rent.md", "The rent of the workshop is 840 euros a month.");
    }

    public void Dispose() => _localrag.Dispose();

    [Fact]
    public async Task Stats_AfterAnIngest_TellTheFileAndClearEmptiesIt()
    {
        JsonElement before = await ReadAsync("cache", "stats");
        await RunAsync("ingest", "documents");

        JsonElement stats = await ReadAsync("cache");
        JsonElement cleared = await ReadAsync("cache", "clear", "embedding");
        JsonElement after = await ReadAsync("cache", "stats");

        Assert.Equal((0, true), (before.GetProperty("vectors").GetInt32(), before.GetProperty("plugin_active").GetBoolean()));
        Assert.True(stats.GetProperty("vectors").GetInt32() > 0);
        Assert.Equal(Path.Combine(_localrag.DataDirectory, "embeddings.db"), stats.GetProperty("file").GetString());
        Assert.Equal(stats.GetProperty("vectors").GetInt32(), cleared.GetProperty("vectors").GetInt32());
        Assert.Equal(0, after.GetProperty("vectors").GetInt32());
    }

    [Theory]
    [InlineData("query", "/cache clear query")]
    [InlineData("everything", "embedding")]
    public async Task Clear_OfALevelThatIsNotOnDisk_SaysWhereItIs(string level, string hint)
    {
        CommandResult result = await _localrag.RunAsync("cache", "clear", level);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(hint, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stats_OfAFileThatWasNoDatabase_NameWhatWasSetAside()
    {
        string letter = _localrag.Write("data/embeddings.db", string.Concat(Enumerable.Repeat("a letter ", 2_000)));

        JsonElement stats = await ReadAsync("cache", "stats");

        string aside = Assert.Single(stats.GetProperty("set_aside").EnumerateArray()).GetString()!;
        Assert.StartsWith(letter, aside, StringComparison.Ordinal);
        Assert.StartsWith("a letter", await File.ReadAllTextAsync(aside, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_SameQuestionTwice_AnswersFromTheCacheAndShowsAndEmptiesIt()
    {
        await RunAsync("ingest", "documents");

        CommandResult chat = await _localrag.RunWithInputAsync(
            "What is the rent?\n/clear\nWhat is the rent?\n/cache\n/cache clear query\n/cache\n/cache clear nothing\n", "chat", "--json");

        JsonElement[] lines = [.. chat.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(4, lines.Length);
        Assert.Equal(JsonValueKind.Null, lines[0].GetProperty("cache").ValueKind);
        Assert.Equal("query", lines[1].GetProperty("cache").GetString());
        Assert.Equal(lines[0].GetProperty("answer").GetString(), lines[1].GetProperty("answer").GetString());
        Assert.Equal(lines[0].GetProperty("citations").ToString(), lines[1].GetProperty("citations").ToString());
        Assert.Equal((1, 1, 1), ReadLevel(lines[2], "query"));
        Assert.Equal((0, 1, 1), ReadLevel(lines[3], "query"));
        Assert.Equal((1, 0, 1), ReadLevel(lines[3], "generation"));
        Assert.Contains("no such cache", chat.Error, StringComparison.Ordinal);
    }

    private static (int Entries, int Hits, int Misses) ReadLevel(JsonElement line, string name)
    {
        JsonElement level = line.GetProperty("levels").EnumerateArray().Single(each => each.GetProperty("level").GetString() == name);
        return (level.GetProperty("entries").GetInt32(), level.GetProperty("hits").GetInt32(), level.GetProperty("misses").GetInt32());
    }

    private async Task<JsonElement> ReadAsync(params string[] arguments) =>
        JsonDocument.Parse((await RunAsync([.. arguments, "--json"])).Output).RootElement;

    private async Task<CommandResult> RunAsync(params string[] arguments)
    {
        CommandResult result = await _localrag.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
