namespace LocalRag.EndToEnd.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly LocalRagCommand _localrag = new();

    public void Dispose() => _localrag.Dispose();

    [Fact]
    public async Task Usage_MistypedCommand_SuggestsTheRightOne()
    {
        CommandResult result = await _localrag.RunAsync("serch", "anything");

        Assert.Equal((2, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains("There is no command serch. Did you mean search?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_MistypedOption_SuggestsTheRightOne()
    {
        CommandResult result = await _localrag.RunAsync("search", "anything", "--limt", "3");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("There is no option --limt. Did you mean --limit?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_MistakeWithJson_IsAnObjectOnStandardError()
    {
        CommandResult result = await _localrag.RunAsync("search", "--json");

        Assert.Equal((2, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains("TEXT", result.ErrorJson().GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("--help", result.ErrorJson().GetProperty("next_step").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("many")]
    public async Task Usage_LimitThatCannotBe_IsRefused(string limit) =>
        Assert.Equal(2, (await _localrag.RunAsync("search", "anything", "--limit", limit)).ExitCode);

    [Fact]
    public async Task Usage_NothingAsked_WritesTheHelp()
    {
        CommandResult result = await _localrag.RunAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
    }
}
