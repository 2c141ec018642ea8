using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Tests.Answers;

public sealed class PrefetchTests
{
    private readonly RagHost _host = RagHost.Finding(Hits.Of("Decode is limited by memory bandwidth.", "/a"));

    [Fact]
    public async Task Head_IsGivenToTheEngine_BeforeTheRequest()
    {
        _host.Answers.PrefetchHead = true;
        _host.Chat.OnPrefetch = () =>
        {
            Assert.Empty(_host.Chat.Requests);
            return Task.CompletedTask;
        };

        await _host.AskAsync("What limits decode?");

        Assert.Equal(_host.Chat.Requests.Single()[0].Text, _host.Chat.Prefetched.Single()[0].Text);
    }

    [Fact]
    public async Task ByDefault_NothingIsPrefetched()
    {
        await _host.AskAsync("What limits decode?");

        Assert.Empty(_host.Chat.Prefetched);
    }

    [Fact]
    public async Task FailedPrefetch_DoesNotFailTheAnswer()
    {
        _host.Answers.PrefetchHead = true;
        _host.Chat.OnPrefetch = () => Task.FromException(new LocalRagException("The engine is busy."));

        ChatResponse response = await _host.AskAsync("What limits decode?");

        Assert.NotEmpty(response.Text);
    }
}
