using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Tests.Answers;

public sealed class PrefetchTests : IDisposable
{
    private readonly RagHost _host = RagHost.Finding(Hits.Of("Decode is limited by memory bandwidth.", "/a"));
    private readonly PrefetchingChatClient _chat;

    public PrefetchTests() => _chat = new PrefetchingChatClient(_host.Chat);

    public void Dispose() => _chat.Dispose();

    [Fact]
    public async Task Head_IsGivenToTheEngine_BeforeTheRequest()
    {
        _host.Answers.PrefetchHead = true;
        _chat.OnPrefetch = () =>
        {
            Assert.Empty(_host.Chat.Requests);
            return Task.CompletedTask;
        };

        await AskAsync();

        Assert.Equal(_host.Chat.Requests.Single()[0].Text, _chat.Prefetched.Single()[0].Text);
    }

    [Fact]
    public async Task ByDefault_NothingIsPrefetched()
    {
        await AskAsync();

        Assert.Empty(_chat.Prefetched);
    }

    [Fact]
    public async Task FailedPrefetch_DoesNotFailTheAnswer()
    {
        _host.Answers.PrefetchHead = true;
        _chat.OnPrefetch = () => Task.FromException(new LocalRagException("The engine is busy."));

        Assert.NotEmpty((await AskAsync()).Text);
    }

    private Task<ChatResponse> AskAsync() =>
        _host.CreateClient(_chat).GetResponseAsync("What limits decode?", cancellationToken: TestContext.Current.CancellationToken);

    private sealed class PrefetchingChatClient(IChatClient inner) : DelegatingChatClient(inner), IPromptPrefetch
    {
        public Func<Task> OnPrefetch { get; set; } = () => Task.CompletedTask;

        public List<List<ChatMessage>> Prefetched { get; } = [];

        public Task PrefetchAsync(IEnumerable<ChatMessage> beginning, CancellationToken cancellationToken = default)
        {
            Prefetched.Add([.. beginning]);
            return OnPrefetch();
        }
    }
}
