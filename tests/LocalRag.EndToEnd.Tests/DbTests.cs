using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

public sealed class DbTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();

    public void Dispose() => _localrag.Dispose();

    [Fact]
    public async Task Backup_Restored_BringsTheDocumentsBack()
    {
        string document = _localrag.Write("documents/rent.md", "The rent is 840 euros.");
        string backup = Path.Combine(_localrag.Folder, "backup.db");
        await RunAsync("ingest", "documents");
        await RunAsync("db", "backup", backup);
        File.WriteAllText(document, "The rent is 999 euros.");
        await RunAsync("ingest", "documents");

        JsonElement restored = await ReadAsync("db", "restore", backup);

        Assert.Equal(1, restored.GetProperty("documents").GetInt32());
        Assert.True(File.Exists(restored.GetProperty("kept").GetString()));
        Assert.Contains("840", (await RunAsync("search", "rent")).Output);
        Assert.True((await ReadAsync("db", "check")).GetProperty("sound").GetBoolean());
    }

    [Fact]
    public async Task Restore_OfAnotherFile_IsRefusedByName()
    {
        string file = _localrag.Write("notes.txt", "not a backup");

        CommandResult result = await _localrag.RunAsync("db", "restore", file);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"{file} cannot be restored", result.Error);
        Assert.Contains("The index is as it was.", result.Error);
    }

    [Fact]
    public async Task StatsAnalyzeVacuum_OfAnIndex_TellItsSize()
    {
        _localrag.Write("documents/rent.md", "The rent is 840 euros.");
        await RunAsync("ingest", "documents");

        JsonElement stats = await ReadAsync("db", "stats");
        JsonElement analyzed = await ReadAsync("db", "analyze");
        JsonElement vacuumed = await ReadAsync("db", "vacuum");

        Assert.Equal((1, "bytes", "full"), (stats.GetProperty("documents").GetInt32(), stats.GetProperty("codes").GetString(), stats.GetProperty("synchronous").GetString()));
        Assert.Equal(stats.GetProperty("file").GetString(), analyzed.GetProperty("file").GetString());
        Assert.Equal(new FileInfo(stats.GetProperty("file").GetString()!).Length, vacuumed.GetProperty("bytes").GetInt64());
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
