using LocalRag.Answers;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Plugins.Tests;

/// <summary>The Tuner plugin in a real host, which it loads from its files.</summary>
public sealed class TunerHostTests : IDisposable
{
    private const string Key = "Answers:PrefetchHead";

    private readonly string _data = Directory.CreateTempSubdirectory("localrag-tuner-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Value_ThatBreaksTheEngine_IsTakenBackAndRemembered()
    {
        await using PluginTestHost host = await StartAsync();
        BreakWith(host);

        int failed = await AskAsync(host, 12);

        Assert.Equal(1, failed);
        Assert.False(IsOn(host));
        string profile = await File.ReadAllTextAsync(Assert.Single(Directory.EnumerateFiles(Path.Combine(_data, "tuning"))), Token);
        Assert.Contains($"{Key}=true", profile, StringComparison.Ordinal);
        Assert.Contains("An answer failed with it", profile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Value_UnderTrial_GoesWithThePlugin()
    {
        await using PluginTestHost host = await StartAsync();
        int asked = 0;
        while (!IsOn(host) && asked++ < 20)
        {
            await AskAsync(host, 1);
        }

        bool tried = IsOn(host);
        await host.TakeOutAsync("Tuner");
        await host.Plugins.SettleAsync(Token);

        Assert.Equal((true, false, 1), (tried, IsOn(host), host.Plugins.Unloaded));
    }

    [Fact]
    public async Task Setting_ThatTheUserHasSet_IsNeverTried()
    {
        await using PluginTestHost host = await StartAsync((Key, "false"));
        BreakWith(host);

        Assert.Equal(0, await AskAsync(host, 12));
    }

    /// <summary>Has the chat engine fail while the value is in force.</summary>
    private static void BreakWith(PluginTestHost host)
    {
        host.Chat.OnGetResponse = (_, _, _) => IsOn(host) ? throw new InvalidOperationException("The engine is broken.") : Task.FromResult(TestChatClient.Respond("The answer."));
        host.Chat.OnGetStreamingResponse = (_, _, _) => IsOn(host) ? throw new InvalidOperationException("The engine is broken.") : TestChatClient.Stream("The answer.");
    }

    private static bool IsOn(PluginTestHost host) => host.Options<AnswersOptions>().PrefetchHead;

    private PluginTestHost NewHost(params (string Key, string Value)[] settings) => new(
        settings.Append(("DataDirectory", _data)).Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2)));

    private async Task<PluginTestHost> StartAsync(params (string Key, string Value)[] settings)
    {
        // Other tests of this process are heard too: by their figures alone nothing is taken back here.
        PluginTestHost host = NewHost([.. settings, ("Plugins:tuner:Share", "0.5"), ("Plugins:tuner:Block", "2"), ("Plugins:tuner:Pairs", "1000"), ("Plugins:tuner:Regression", "100")]);
        Assert.Empty((await host.DropInAsync("Tuner")).Refused);
        return host;
    }

    /// <summary>Asks, and returns how many answers failed. Not on the runner's own threads: what such a thread did last, it holds until it has something else to do.</summary>
    private static Task<int> AskAsync(PluginTestHost host, int answers) => Task.Run(
        async () =>
        {
            IChatClient client = host.Services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers);
            int failed = 0;
            for (int answer = 0; answer < answers; answer++)
            {
                try
                {
                    await client.GetResponseAsync("What is the answer?", cancellationToken: Token);
                }
                catch (InvalidOperationException)
                {
                    failed++;
                }
            }

            return failed;
        },
        Token);
}
