using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LocalRag.Testing.Tests;

/// <summary>A layer with one fault.</summary>
internal sealed class FaultyClient : DelegatingChatClient
{
    private static readonly List<FaultyClient> s_all = [];

    private readonly ConcurrentDictionary<string, ChatResponse> _responses = new();
    private readonly ConcurrentDictionary<string, string> _streams = new();
    private readonly ChatFault _fault;
    private Exception? _failure;
    private string _question = string.Empty;
    private bool _disposed;

    public FaultyClient(IChatClient inner, ChatFault fault)
        : base(inner)
    {
        _fault = fault;
        if (fault == ChatFault.LivesInAStatic)
        {
            s_all.Add(this);
        }
    }

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Enter(messages, options, cancellationToken);
        string question = Question(messages);
        if (_fault is ChatFault.CachesInSecret or ChatFault.GivesOutTheSameResponse && _responses.TryGetValue(question, out ChatResponse? known))
        {
            return known;
        }

        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            ChatResponse response = await base.GetResponseAsync(messages, options, Exchange(linked, cancellationToken));
            _responses[question] = response;
            return Leave(response);
        }
        catch (Exception exception) when (_fault is ChatFault.WrapsExceptions or ChatFault.RemembersFailures)
        {
            _failure = exception;
            throw _fault == ChatFault.WrapsExceptions ? new InvalidOperationException("wrapped", exception) : exception;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Enter(messages, options, cancellationToken);
        string question = Question(messages);
        if (_fault == ChatFault.KeepsHalfAStream && _streams.TryGetValue(question, out string? known))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, known);
            yield break;
        }

        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<ChatResponseUpdate> updates =
            base.GetStreamingResponseAsync(messages, options, Exchange(linked, cancellationToken)).GetAsyncEnumerator(CancellationToken.None);
        try
        {
            while (await updates.MoveNextAsync())
            {
                _streams.AddOrUpdate(question, updates.Current.Text, (_, text) => text + updates.Current.Text);
                yield return Leave(updates.Current);
            }

            if (_fault == ChatFault.StreamsOtherText)
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, " And more.");
            }
        }
        finally
        {
            if (_fault != ChatFault.LeavesStreamOpen)
            {
                await updates.DisposeAsync();
            }
        }
    }

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        _fault == ChatFault.HidesServices ? null : base.GetService(serviceType, serviceKey);

    protected override void Dispose(bool disposing)
    {
        ObjectDisposedException.ThrowIf(_disposed && _fault == ChatFault.ThrowsOnSecondDisposal, this);
        _disposed = true;
        base.Dispose(disposing && _fault != ChatFault.KeepsInnerAlive);
    }

    private static string Question(IEnumerable<ChatMessage> messages) => messages.LastOrDefault()?.Text ?? string.Empty;

    private void Enter(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        _question = Question(messages);
        switch (_fault)
        {
            case ChatFault.ChangesMessages when messages is IList<ChatMessage> list && !list.IsReadOnly:
                list[^1].Contents.Add(new TextContent(" Think first."));
                break;
            case ChatFault.ChangesOptions when options is not null:
                options.Temperature = 0;
                break;
            case ChatFault.RefusesEmptyConversation:
                ArgumentOutOfRangeException.ThrowIfZero(messages.Count());
                break;
            case ChatFault.RemembersFailures when _failure is not null:
                throw _failure;
            case ChatFault.LeavesRegistration:
                cancellationToken.Register(() => _question = string.Empty);
                break;
        }
    }

    private CancellationToken Exchange(CancellationTokenSource linked, CancellationToken cancellationToken) => _fault switch
    {
        ChatFault.DropsToken => CancellationToken.None,
        ChatFault.ExchangesToken => linked.Token,
        _ => cancellationToken,
    };

    private ChatResponse Leave(ChatResponse response)
    {
        switch (_fault)
        {
            case ChatFault.NeedsAnAnswer:
                return new ChatResponse(response.Messages.First());
            case ChatFault.SharesState:
                response.Messages[0].Contents.Add(new TextContent(_question));
                break;
            case ChatFault.LosesCitations or ChatFault.LosesMetadata:
                return new ChatResponse(new ChatMessage(ChatRole.Assistant, response.Text)) { AdditionalProperties = _fault == ChatFault.LosesMetadata ? null : response.AdditionalProperties };
        }

        return response;
    }

    private ChatResponseUpdate Leave(ChatResponseUpdate update) => _fault switch
    {
        ChatFault.LosesCitations => new ChatResponseUpdate(update.Role, update.Text) { AdditionalProperties = update.AdditionalProperties },
        ChatFault.LosesMetadata => new ChatResponseUpdate(update.Role, update.Contents),
        _ => update,
    };
}
