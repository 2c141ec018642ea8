namespace LocalRag.Plugins.Tests;

public sealed class PluginLifecycleTests
{
    private static readonly DateTime s_longAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rollback_OnePlugin_StaysInALaterRunUntilTheFolderChanges()
    {
        await using PluginFixture fixture = await StartWithTwoVersionsAsync();

        await fixture.Plugins.RollbackAsync("good", Token);
        string rolledBack = await fixture.AskAsync();
        await using PluginFixture later = new(("Plugins:Directory", fixture.Folder));
        await later.Plugins.ReloadAsync(Token);
        string inALaterRun = await later.AskAsync();
        PluginForge.Deploy(fixture.Folder, "Good", "v3");
        await later.Plugins.ReloadAsync(Token);

        Assert.Equal(("<v1>one two three</v1>", "<v1>one two three</v1>"), (rolledBack, inALaterRun));
        Assert.Equal("<v3>one two three</v3>", await later.AskAsync());
    }

    [Fact]
    public async Task Swap_AfterARollback_TakesTheFolderAgain()
    {
        await using PluginFixture fixture = await StartWithTwoVersionsAsync();
        await fixture.Plugins.RollbackAsync("good", Token);

        await fixture.Plugins.SwapAsync("good", Token);

        Assert.Equal("<v2>one two three</v2>", await fixture.AskAsync());
    }

    [Fact]
    public async Task Rollback_StagedFilesWereChanged_IsRefused()
    {
        await using PluginFixture fixture = await StartWithTwoVersionsAsync();
        foreach (string file in Directory.GetFiles(Path.Combine(fixture.Folder, ".staged"), "*.dll", SearchOption.AllDirectories))
        {
            await File.AppendAllTextAsync(file, "tampered", Token);
        }

        PluginRefusedException refusal = await Assert.ThrowsAsync<PluginRefusedException>(() => fixture.Plugins.RollbackAsync("good", Token));

        Assert.Contains("are not what was staged", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("<v2>one two three</v2>", await fixture.AskAsync());
    }

    [Fact]
    public async Task Rollback_NoVersionBefore_IsRefused()
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Good");
        await fixture.Plugins.ReloadAsync(Token);

        await Assert.ThrowsAsync<PluginRefusedException>(() => fixture.Plugins.RollbackAsync("good", Token));
    }

    [Fact]
    public async Task Stage_VersionsThatNobodyNeeds_AreDeletedWhenTheyAreOld()
    {
        await using PluginFixture fixture = await StartWithTwoVersionsAsync();
        string stage = Path.Combine(fixture.Folder, ".staged");
        string unneeded = Directory.CreateDirectory(Path.Combine(stage, "unneeded")).FullName;
        string recent = Directory.CreateDirectory(Path.Combine(stage, "recent")).FullName;
        Assert.All(Directory.GetDirectories(stage).Where(version => version != recent), version => Directory.SetLastWriteTimeUtc(version, s_longAgo));

        await fixture.Plugins.ReloadAsync(Token);

        Assert.False(Directory.Exists(unneeded));
        Assert.True(Directory.Exists(recent));
        await fixture.Plugins.RollbackAsync("good", Token);
        Assert.Equal("<v1>one two three</v1>", await fixture.AskAsync());
    }

    [Fact]
    public async Task AllowList_OtherHash_IsRefusedWithTheHash()
    {
        await using PluginFixture fixture = new(("Plugins:AllowedHashes:0", new string('0', 64)));
        PluginForge.Deploy(fixture.Folder, "Good");

        PluginChange change = await fixture.Plugins.ReloadAsync(Token);

        Assert.Contains(Assert.Single(fixture.Plugins.List()).ContentHash!, Assert.Single(change.Refused), StringComparison.Ordinal);
        Assert.Equal("one two three", await fixture.AskAsync());
    }

    [Fact]
    public async Task Only_NamesADisabledPlugin_LoadsIt()
    {
        await using PluginFixture fixture = new(("Plugins:Disabled:0", "good"), ("Plugins:Only:0", "good"));
        PluginForge.Deploy(fixture.Folder, "Good");

        Assert.Equal(["good"], (await fixture.Plugins.ReloadAsync(Token)).Active);
    }

    [Fact]
    public async Task Verify_GoodPlugin_PassesAndPublishesNothing()
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Good");

        PluginVerification verification = Assert.Single(await fixture.Plugins.VerifyAsync("good", Token));

        Assert.True(verification.Passed, string.Join('\n', verification.Checks));
        Assert.Equal(["files", "contract", "order", "self-test", "unload"], verification.Checks.Select(check => check.Name));
        Assert.Equal(0, fixture.Plugins.Generation);
    }

    [Theory]
    [InlineData("Broken", "first-call", "self-test")]
    [InlineData("Broken", "unknown-setting", "self-test")]
    [InlineData("Leaky", "v1", "unload")]
    public async Task Verify_BadPlugin_NamesTheCheck(string source, string way, string check)
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, source, way);

        PluginVerification verification = Assert.Single(await fixture.Plugins.VerifyAsync(cancellationToken: Token));

        Assert.Equal(check, Assert.Single(verification.Checks, result => !result.Passed).Name);
    }

    [Fact]
    public async Task Swap_AskedForInsideAPluginCall_DoesNotWaitForThatCall()
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Swapper");
        await fixture.Plugins.ReloadAsync(Token);
        PluginForge.Deploy(fixture.Folder, "Good");
        AppDomain.CurrentDomain.SetData("LocalRag.Tests.Swap", () => fixture.Plugins.SwapAsync(cancellationToken: Token) as Task);

        string during = await fixture.AskAsync();
        AppDomain.CurrentDomain.SetData("LocalRag.Tests.Swap", null);

        Assert.Equal("one two three", during);
        Assert.Equal("<v1>one two three</v1>", await fixture.AskAsync());
    }

    [Fact]
    public async Task Describe_PluginWithTwoLayers_ShowsBothOutermostFirst()
    {
        await using PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Slow");
        await fixture.Plugins.ReloadAsync(Token);

        PipelineDescription chat = fixture.Plugins.Describe().Single(pipeline => pipeline.Pipeline == PipelineKind.Chat);

        Assert.Equal(["OuterChatClient", "SlowChatClient"], chat.Layers[0].Classes);
        Assert.Equal(("slow", 40), (chat.Layers[0].Owner, chat.Layers[0].Order));
        Assert.Equal(["CountingEngine"], chat.Layers[1].Classes);
    }

    [Fact]
    public async Task Changed_SameRefusalTwice_IsToldOnce()
    {
        await using PluginFixture fixture = new();
        List<PluginChange> told = [];
        fixture.Plugins.Changed += (_, change) => told.Add(change);
        PluginForge.Deploy(fixture.Folder, "Broken", "configure");

        await fixture.Plugins.ReloadAsync(Token);
        await fixture.Plugins.ReloadAsync(Token);

        Assert.Single(told);
    }

    private static async Task<PluginFixture> StartWithTwoVersionsAsync()
    {
        PluginFixture fixture = new();
        PluginForge.Deploy(fixture.Folder, "Good");
        await fixture.Plugins.ReloadAsync(Token);
        PluginForge.Deploy(fixture.Folder, "Good", "v2");
        await fixture.Plugins.ReloadAsync(Token);
        return fixture;
    }
}
