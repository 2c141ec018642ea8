using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

public sealed class IngestTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();

    public void Dispose() => _localrag.Dispose();

    [Fact]
    public async Task Ingest_Twice_ReadsOnlyWhatIsNew()
    {
        _localrag.Write("notes/one.txt", "The first note is about the harbour.");
        await _localrag.RunAsync("ingest", "notes");
        _localrag.Write("notes/two.txt", "The second note is about the lighthouse.");

        CommandResult result = await _localrag.RunAsync("ingest", "notes", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal((1, 1), (Count(result, "added"), Count(result, "unchanged")));
    }

    [Fact]
    public async Task Ingest_PruneAfterAFileWentAway_RemovesItsDocument()
    {
        _localrag.Write("notes/one.txt", "The first note is about the harbour.");
        string gone = _localrag.Write("notes/two.txt", "The second note is about the lighthouse.");
        await _localrag.RunAsync("ingest", "notes");
        File.Delete(gone);

        CommandResult result = await _localrag.RunAsync("ingest", "notes", "--prune", "--json");

        Assert.Equal((1, 1), (Count(result, "removed"), Count(result, "unchanged")));
    }

    [Fact]
    public async Task Ingest_OneBadFile_IsNamedAndTheRestGoesOn()
    {
        _localrag.Write("notes/good.txt", "The first note is about the harbour.");
        _localrag.Write("notes/broken.pdf", "%PDF-1.7 and then nothing that a reader could use");

        CommandResult result = await _localrag.RunAsync("ingest", "notes");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("broken.pdf", result.Error, StringComparison.Ordinal);
        Assert.Matches(@"Added +1\b", result.Output);
    }

    [Fact]
    public async Task Ingest_PathThatIsNotThere_IsAFailure()
    {
        _localrag.Write("notes/good.txt", "The first note is about the harbour.");

        CommandResult result = await _localrag.RunAsync("ingest", "notes", "nowhere", "--json");

        Assert.Equal(3, result.ExitCode);
        JsonElement failure = Assert.Single(result.OutputJson().GetProperty("failures").EnumerateArray());
        Assert.Contains("nowhere", failure.GetProperty("path").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ingest_ControlCodesInADocument_NeverReachTheTerminal()
    {
        _localrag.Write("notes/hostile.txt", "The harbour \u001b]0;owned\u0007 is \u001b[31mred\u001b[0m at night.");
        CommandResult ingested = await _localrag.RunAsync("ingest", "notes");

        CommandResult found = await _localrag.RunAsync("search", "harbour");

        Assert.Contains("harbour", found.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(ingested.Output + ingested.Error + found.Output + found.Error, character => character is '\u001b' or '\u0007');
    }

    [Fact]
    public async Task Ingest_Interrupted_EndsWith130AndLeavesASoundIndex()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that one process can send another like Ctrl-C.");
        foreach (int number in Enumerable.Range(0, 400))
        {
            _localrag.Write($"notes/{number}.txt", string.Join(' ', Enumerable.Range(0, 60).Select(line => $"Note {number} says in line {line} that the harbour is open.")));
        }

        CommandResult interrupted = await _localrag.RunAndInterruptAsync("ingest", "notes");
        CommandResult doctor = await _localrag.RunAsync("doctor", "--json");

        Assert.Equal(130, interrupted.ExitCode);
        Assert.Contains("Cancelled.", interrupted.Error, StringComparison.Ordinal);
        JsonElement index = doctor.OutputJson().GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("check").GetString() == "index");
        Assert.NotEqual("fail", index.GetProperty("status").GetString());
    }

    private static int Count(CommandResult result, string what) => result.OutputJson().GetProperty(what).GetInt32();
}
