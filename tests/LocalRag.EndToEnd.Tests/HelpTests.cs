namespace LocalRag.EndToEnd.Tests;

public sealed class HelpTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();

    public void Dispose() => _localrag.Dispose();

    public static TheoryData<string> Commands { get; } =
        new("ingest", "query", "chat", "search", "status", "doctor", "db", "models", "settings", "plugins", "pipeline", "eval", "bench", "metrics", "leak-test", "stress", "profile", "report", "phase10", "tune");

    [Fact]
    public async Task Help_OfTheProgram_ListsCommandsAndExitCodes()
    {
        CommandResult result = await _localrag.RunAsync("--help");

        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        Assert.All(Commands, command => Assert.Contains($"  {command.Data}", result.Output, StringComparison.Ordinal));
        Assert.Contains("130", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_OfACommand_HasExamplesAndExitCodes(string command)
    {
        CommandResult result = await _localrag.RunAsync(command, "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"localrag {command}", result.Output[result.Output.IndexOf("Examples:", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("Exit codes:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_NothingInstalledAndSettingsBroken_StillWorks()
    {
        _localrag.Write("localrag.json", "{ not json");
        _localrag.Environment["LocalRag__Llama__NativeDirectory"] = Path.Combine(_localrag.Folder, "nowhere");
        _localrag.Environment["LocalRag__Llama__Model"] = Path.Combine(_localrag.Folder, "no-model.gguf");

        CommandResult result = await _localrag.RunAsync("query", "--help");

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Version_Asked_IsWritten()
    {
        CommandResult result = await _localrag.RunAsync("--version");

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", result.Output);
    }
}
