using System.Text.Json;
using LocalRag.Plugins.Tests;

namespace LocalRag.EndToEnd.Tests;

public sealed class PluginsTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();
    private readonly string _plugins;

    public PluginsTests()
    {
        _plugins = Path.Combine(_localrag.Folder, "plugins");
        _localrag.Environment["LocalRag__Plugins__Directory"] = _plugins;
        PluginForge.Deploy(Directory.CreateDirectory(_plugins).FullName, "Good");
    }

    private string UserFile => Path.Combine(_localrag.Folder, ".localrag", "appsettings.json");

    public void Dispose() => _localrag.Dispose();

    [Fact]
    public async Task List_PluginInTheFolder_IsActive() => Assert.Equal("Active", await ReadStateAsync());

    [Theory]
    [InlineData("show")]
    [InlineData("enable")]
    [InlineData("disable")]
    [InlineData("swap")]
    [InlineData("rollback")]
    [InlineData("verify")]
    [InlineData("why-alive")]
    public async Task Command_UnknownPlugin_IsRefused(string command)
    {
        CommandResult result = await _localrag.RunAsync("plugins", command, "nobody", "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("There is no plugin nobody.", result.ErrorJson().GetProperty("error").GetString());
    }

    [Fact]
    public async Task Disable_ThenEnable_IsKeptInTheUsersFileBesideWhatElseIsThere()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows takes the user's folder from the account, not from HOME.");
        _localrag.Write(Path.Combine(".localrag", "appsettings.json"), """{ "LocalRag": { "Retrieval": { "Limit": 11 } } }""");

        CommandResult disabled = await _localrag.RunAsync("plugins", "disable", "good");
        string afterDisable = await ReadStateAsync();
        CommandResult enabled = await _localrag.RunAsync("plugins", "enable", "good");

        Assert.Equal((0, "Disabled", 0), (disabled.ExitCode, afterDisable, enabled.ExitCode));
        Assert.Equal("Active", await ReadStateAsync());
        using JsonDocument file = JsonDocument.Parse(await File.ReadAllTextAsync(UserFile, TestContext.Current.CancellationToken));
        Assert.Equal(11, file.RootElement.GetProperty("LocalRag").GetProperty("Retrieval").GetProperty("Limit").GetInt32());
    }

    [Fact]
    public async Task Enable_OneThatComesWithTheProgram_IsOffBeforeAndAfterDisable()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows takes the user's folder from the account, not from HOME.");
        string before = await ReadStateAsync("cache");

        CommandResult enabled = await _localrag.RunAsync("plugins", "enable", "cache");
        string after = await ReadStateAsync("cache");
        CommandResult disabled = await _localrag.RunAsync("plugins", "disable", "cache");

        Assert.Equal(("Disabled", 0, "Active", 0), (before, enabled.ExitCode, after, disabled.ExitCode));
        Assert.Equal("Disabled", await ReadStateAsync("cache"));
        Assert.Equal("Active", await ReadStateAsync());
    }

    [Fact]
    public async Task Disable_UserFileWithComments_IsRefusedAndLeftAsItIs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows takes the user's folder from the account, not from HOME.");
        const string Text = """{ /* mine */ "LocalRag": { "Retrieval": { "Limit": 11 } } }""";
        _localrag.Write(Path.Combine(".localrag", "appsettings.json"), Text);

        CommandResult result = await _localrag.RunAsync("plugins", "disable", "good");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"{UserFile} can't be changed", result.Error, StringComparison.Ordinal);
        Assert.Equal(Text, await File.ReadAllTextAsync(UserFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Rollback_ThenSwap_GoesBackAndForward()
    {
        string first = await ReadHashAsync();
        PluginForge.Deploy(_plugins, "Good", "v2");
        string second = await ReadHashAsync();

        CommandResult back = await _localrag.RunAsync("plugins", "rollback", "good");
        string rolledBack = await ReadHashAsync();
        CommandResult forward = await _localrag.RunAsync("plugins", "swap", "good");

        Assert.Equal((0, 0), (back.ExitCode, forward.ExitCode));
        Assert.NotEqual(first, second);
        Assert.Equal((first, second), (rolledBack, await ReadHashAsync()));
    }

    [Fact]
    public async Task Verify_BrokenPlugin_FailsAndNamesIt()
    {
        PluginForge.Deploy(_plugins, "Broken", "first-call");

        CommandResult result = await _localrag.RunAsync("plugins", "verify", "--json");

        Assert.Equal(1, result.ExitCode);
        JsonElement broken = Assert.Single(result.OutputJson().GetProperty("plugins").EnumerateArray(), plugin => !plugin.GetProperty("passed").GetBoolean());
        Assert.Equal("broken", broken.GetProperty("plugin").GetString());
    }

    [Fact]
    public async Task WhyAlive_PluginThatLeaks_PrintsTheRootPath()
    {
        PluginForge.Deploy(_plugins, "Leaky");

        CommandResult result = await _localrag.RunAsync("plugins", "why-alive", "leaky");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("System.EventHandler", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhyAlive_PluginThatGoes_SaysSo()
    {
        CommandResult result = await _localrag.RunAsync("plugins", "why-alive", "good");

        Assert.Equal((0, "No version of good that was taken out of use is in memory.\n"), (result.ExitCode, result.Output.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task WhyAlive_FileThatIsNoDump_IsRefused()
    {
        CommandResult result = await _localrag.RunAsync("plugins", "why-alive", "good", "--dump", _localrag.Write("no.dmp", "no dump"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no.dmp can't be read", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoPlugins_IsSafeMode()
    {
        CommandResult result = await _localrag.RunAsync("pipeline", "--no-plugins", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.All(result.OutputJson().GetProperty("layers").EnumerateArray(), layer => Assert.Equal("host", layer.GetProperty("owner").GetString()));
    }

    [Fact]
    public async Task Plugins_UnknownId_IsRefused()
    {
        CommandResult result = await _localrag.RunAsync("status", "--plugins", "good,nobody");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("There is no plugin nobody.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plugins_OneOfTwo_LoadsOnlyThat()
    {
        PluginForge.Deploy(_plugins, "Slow");

        CommandResult result = await _localrag.RunAsync("pipeline", "--plugins", "slow", "--json");

        Assert.Equal(
            ["slow", "slow", "host"],
            result.OutputJson().GetProperty("layers").EnumerateArray()
                .Where(layer => layer.GetProperty("pipeline").GetString() == "Chat")
                .Select(layer => layer.GetProperty("owner").GetString()));
    }

    [Fact]
    public async Task Settings_ProposedByAPlugin_NamesItAndWhatAChangeTakes()
    {
        CommandResult result = await _localrag.RunAsync("settings", "Retrieval:Limit", "--json");

        JsonElement setting = Assert.Single(result.OutputJson().GetProperty("settings").EnumerateArray());
        Assert.Equal(("7", "plugin good", "live"), (Read(setting, "value"), Read(setting, "source"), Read(setting, "cost")));
    }

    private static string? Read(JsonElement element, string property) => element.GetProperty(property).GetString();

    private async Task<string> ReadStateAsync(string id = "good") => Read(await ReadAsync(id), "state")!;

    private async Task<string> ReadHashAsync() => Read(await ReadAsync(), "content_hash")!;

    private async Task<JsonElement> ReadAsync(string id = "good")
    {
        CommandResult result = await _localrag.RunAsync("plugins", "--json");
        Assert.Equal(0, result.ExitCode);
        return Assert.Single(result.OutputJson().GetProperty("plugins").EnumerateArray(), plugin => Read(plugin, "id") == id);
    }
}
