using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

public sealed class ProfileTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();

    public void Dispose() => _localrag.Dispose();

    [Fact]
    public async Task Profile_Query_WritesAFlameGraphWithStagesAndASpeedscopeFile()
    {
        string document = _localrag.Write("rent.txt", "The monthly rent for the workshop is 840 euros. It is due on the third day of the month.");

        CommandResult result = await _localrag.RunAsync(
            "profile", "--out", "slow", "--json", "--", "query", "How much is the rent for the workshop?", "--ingest", document);

        Assert.Equal(0, result.ExitCode);
        string page = await ReadAsync("slow/profile.html");
        Assert.Contains("localrag.retrieve", page, StringComparison.Ordinal);
        Assert.Contains("LocalRag.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        JsonElement speedscope = JsonDocument.Parse(await ReadAsync("slow/profile.speedscope.json")).RootElement;
        JsonElement thread = speedscope.GetProperty("profiles").EnumerateArray().First();
        Assert.Equal(thread.GetProperty("samples").GetArrayLength(), thread.GetProperty("weights").GetArrayLength());
        Assert.True(speedscope.GetProperty("shared").GetProperty("frames").GetArrayLength() > 0);
    }

    [Fact]
    public async Task Profile_WrongCommand_IsRefusedBeforeAnythingRuns()
    {
        CommandResult result = await _localrag.RunAsync("profile", "--", "querry", "x");

        Assert.Equal(2, result.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_localrag.Folder, "localrag-profile")));
    }

    private Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(_localrag.Folder, name), TestContext.Current.CancellationToken);
}
