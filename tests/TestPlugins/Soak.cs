// Notes VERSION on its way through each pipeline, and wraps what the chat model says in it.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using LocalRag;
using Microsoft.Extensions.AI;

[assembly: RagPlugin("soak")]

public sealed class SoakPlugin : RagPlugin
{
    private readonly Timer _timer = new(static _ => { }, null, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50));

    public override void Configure(IRagPluginBuilder builder)
    {
        builder.Answers.Use(static inner => new NotingChatClient(inner, wraps: false));
        builder.Chat.Use(static inner => new NotingChatClient(inner, wraps: true));
        builder.Retrieval.Use(static (query, inner, cancellationToken) =>
        {
            Trace.Note("retrieval");
            return inner.RetrieveAsync(query, cancellationToken);
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await base.DisposeAsync();
    }
}

internal static class Trace
{
    public static void Note(string place) =>
        ((AsyncLocal<ConcurrentQueue<string>>)AppContext.GetData("localrag.soak.notes"))?.Value?.Enqueue("VERSION " + place);
}

internal sealed class NotingChatClient(IChatClient inner, bool wraps) : DelegatingChatClient(inner)
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Trace.Note(wraps ? "chat" : "answers");
        if (wraps)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "<VERSION>");
        }

        await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            yield return update;
        }

        Trace.Note("end");
        if (wraps)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "</VERSION>");
        }
    }
}
