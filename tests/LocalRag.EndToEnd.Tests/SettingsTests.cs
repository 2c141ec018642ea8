using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

public sealed class SettingsTests : IDisposable
{
    private const string Key = "Llama:ContextTokens";

    private readonly LocalRagCommand _localrag = new();

    public void Dispose() => _localrag.Dispose();

    [Fact]
    public async Task Settings_NothingSet_TellsTheDefault() => Assert.Equal(("2048", "default"), await ReadAsync());

    [Fact]
    public async Task Settings_UserFile_IsNamed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows takes the user's folder from the account, not from HOME.");
        string file = WriteSettings(Path.Combine(".localrag", "appsettings.json"), "1001");

        Assert.Equal(("1001", file), await ReadAsync());
    }

    [Fact]
    public async Task Settings_FolderFile_WinsOverTheUserFile()
    {
        WriteSettings(Path.Combine(".localrag", "appsettings.json"), "1001");
        string file = WriteSettings("localrag.json", "1002");

        Assert.Equal(("1002", file), await ReadAsync());
    }

    [Fact]
    public async Task Settings_Environment_WinsOverFiles()
    {
        WriteSettings("localrag.json", "1002");
        _localrag.Environment["LocalRag__Llama__ContextTokens"] = "1003";

        Assert.Equal(("1003", "environment variable LocalRag__Llama__ContextTokens"), await ReadAsync());
    }

    [Fact]
    public async Task Settings_CommandLine_WinsOverEverything()
    {
        _localrag.Environment["LocalRag__Llama__ContextTokens"] = "1003";

        Assert.Equal(("1004", "command line, --set"), await ReadAsync("--set", $"{Key}=1004"));
    }

    [Fact]
    public async Task Settings_UnknownKey_IsRefusedWithTheNearest()
    {
        CommandResult result = await _localrag.RunAsync("status", "--set", "Llama:ContexTokens=3");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            "There is no setting Llama:ContexTokens (command line, --set). Did you mean Llama:ContextTokens?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_UnknownKeyInAFile_NamesTheFile()
    {
        string file = _localrag.Write("localrag.json", """{ "LocalRag": { "Lama": { "Threads": 2 } } }""");

        CommandResult result = await _localrag.RunAsync("status");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"({file})", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_SectionOutsideLocalRag_IsRefused()
    {
        _localrag.Write("localrag.json", """{ "Llama": { "Threads": 2 } }""");

        CommandResult result = await _localrag.RunAsync("status");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Settings stand under \"LocalRag\"", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_ValueOutOfRange_TellsTheRange()
    {
        CommandResult result = await _localrag.RunAsync("status", "--set", "Llama:Sequences=0", "--json");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("must be a whole number from 1 to 64", result.ErrorJson().GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_FileThatIsNotJson_IsNamed()
    {
        string file = _localrag.Write("localrag.json", "{ not json");

        CommandResult result = await _localrag.RunAsync("status");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(file, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_NativeDirectoryFromTheCurrentFolder_IsRefused()
    {
        _localrag.Write("localrag.json", """{ "LocalRag": { "Llama": { "NativeDirectory": "./evil" } } }""");

        CommandResult result = await _localrag.RunAsync("doctor");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Llama:NativeDirectory cannot be set in the current folder", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_OneKey_TellsWhatItIsFor()
    {
        CommandResult result = await _localrag.RunAsync("settings", "llama:contexttokens");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("How many tokens one request may take", result.Output, StringComparison.Ordinal);
    }

    private string WriteSettings(string name, string tokens) =>
        _localrag.Write(name, $$"""{ "LocalRag": { "Llama": { "ContextTokens": {{tokens}} } } }""");

    private async Task<(string? Value, string? Source)> ReadAsync(params string[] options)
    {
        CommandResult result = await _localrag.RunAsync(["settings", Key, "--json", .. options]);
        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        JsonElement setting = Assert.Single(result.OutputJson().GetProperty("settings").EnumerateArray());
        return (setting.GetProperty("value").GetString(), setting.GetProperty("source").GetString());
    }
}
