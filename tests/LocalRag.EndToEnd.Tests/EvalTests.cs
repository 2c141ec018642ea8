using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

public sealed class EvalTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();

    public void Dispose() => _localrag.Dispose();

    [Fact]
    public async Task Eval_SquadFile_MeasuresRetrievalAndWritesTheRun()
    {
        _localrag.Write("tiny.json", """
            { "data": [ { "title": "Workshop", "paragraphs": [
              { "context": "The monthly rent for the workshop is 840 euros.",
                "qas": [ { "id": "q1", "question": "How much is the monthly rent for the workshop?", "answers": [ { "text": "840 euros", "answer_start": 37 } ] } ] },
              { "context": "The compressor in hall 2 needs mineral oil of grade ISO VG 100.",
                "qas": [ { "id": "q2", "question": "Which oil does the compressor in hall 2 need?", "answers": [ { "text": "mineral oil", "answer_start": 31 } ] } ] }
            ] } ] }
            """);

        CommandResult result = await _localrag.RunAsync("eval", "tiny.json", "--run", "tiny.trec", "--json");

        Assert.Equal(0, result.ExitCode);
        JsonElement report = result.OutputJson();
        Assert.Equal((2, 2), (report.GetProperty("documents").GetInt32(), report.GetProperty("questions").GetInt32()));
        Assert.Equal(1, report.GetProperty("retrieval").GetProperty("hit_at1").GetProperty("value").GetDouble());
        string[] run = await File.ReadAllLinesAsync(Path.Combine(_localrag.Folder, "tiny.trec"), TestContext.Current.CancellationToken);
        Assert.Contains(run, line => line.StartsWith("q2 Q0 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Eval_NoDataFolderGiven_LeavesTheUsersIndexAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows takes the user's folder from the account, not from HOME.");
        _localrag.Write("tiny.json", """{ "data": [ { "title": "A", "paragraphs": [ { "context": "The rent is 840 euros.", "qas": [ { "id": "q1", "question": "How much is the rent?", "answers": [ { "text": "840 euros", "answer_start": 12 } ] } ] } ] } ] }""");

        await _localrag.RunOnUserDataAsync("eval", "tiny.json");

        Assert.False(File.Exists(Path.Combine(_localrag.Folder, ".localrag", "index.db")));
        Assert.True(File.Exists(Path.Combine(_localrag.Folder, ".localrag", "eval", "tiny", "index.db")));
    }

    [Fact]
    public async Task Eval_FileThatIsNoDataset_IsNamed()
    {
        string file = _localrag.Write("broken.json", "{ \"data\": 3 }");

        CommandResult result = await _localrag.RunAsync("eval", file, "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("broken.json", result.ErrorJson().GetProperty("error").GetString(), StringComparison.Ordinal);
    }
}
