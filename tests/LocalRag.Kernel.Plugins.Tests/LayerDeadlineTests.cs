using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Tests;

public sealed class LayerDeadlineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_LayerThatHangs_FailsNamingThePlugin()
    {
        await using PluginFixture fixture = await StartAsync();

        PluginDeadlineException exception = await Assert.ThrowsAsync<PluginDeadlineException>(
            () => fixture.Chat.GetResponseAsync("hang", cancellationToken: Token));

        Assert.Equal("slow", exception.PluginId);
        Assert.Equal(1, Assert.Single(fixture.Plugins.List()).Faults);
    }

    [Fact]
    public async Task Stream_LayerThatHangs_FailsNamingThePlugin()
    {
        await using PluginFixture fixture = await StartAsync();

        PluginDeadlineException exception = await Assert.ThrowsAsync<PluginDeadlineException>(
            () => fixture.Chat.GetStreamingResponseAsync("hang", cancellationToken: Token).ToChatResponseAsync(Token));

        Assert.Equal("slow", exception.PluginId);
    }

    [Fact]
    public async Task Call_LayerThatIsQuick_Answers()
    {
        await using PluginFixture fixture = await StartAsync();

        Assert.Equal("one two three", await fixture.AskAsync());
        Assert.Equal("one two three", (await fixture.Chat.GetStreamingResponseAsync("hello", cancellationToken: Token).ToChatResponseAsync(Token)).Text);
    }

    [Fact]
    public async Task Stream_EngineThatTakesLonger_IsNotHeldAgainstThePlugin()
    {
        await using PluginFixture fixture = await StartAsync();
        using CancellationTokenSource later = new(TimeSpan.FromSeconds(2));
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = later.Token.Register(gate.SetResult);
        fixture.Engine.Gate = gate.Task;

        ChatResponse answer = await fixture.Chat.GetStreamingResponseAsync("hello", cancellationToken: Token).ToChatResponseAsync(Token);

        Assert.Equal("one two three", answer.Text);
        Assert.Equal(0, Assert.Single(fixture.Plugins.List()).Faults);
    }

    private static async Task<PluginFixture> StartAsync()
    {
        PluginFixture fixture = new(("Plugins:LayerDeadline", "00:00:01"), ("Plugins:DrainLimit", "00:00:01"));
        PluginForge.Deploy(fixture.Folder, "Slow", "hang");
        Assert.Empty((await fixture.Plugins.ReloadAsync(Token)).Refused);
        return fixture;
    }
}
