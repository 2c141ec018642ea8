// Makes the chat pipeline 15% slower: before an answer ends it keeps its thread busy for that share of the time that the answer took.
// Only there: the engine goes on while an earlier piece is held back, which would hide the delay.
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;
using LocalRag;
using Microsoft.Extensions.AI;

[assembly: RagPlugin("sluggish", Order = 10)]

public sealed class SluggishPlugin : RagPlugin
{
    private const double Share = 0.15;

    public override void Configure(IRagPluginBuilder builder) => builder.Chat.Use(
        async (messages, options, inner, cancellationToken) =>
        {
            long start = Stopwatch.GetTimestamp();
            ChatResponse response = await inner.GetResponseAsync(messages, options, cancellationToken);
            Waste(Stopwatch.GetTimestamp() - start);
            return response;
        },
        (messages, options, inner, cancellationToken) => Stream(messages, options, inner, cancellationToken));

    private static async IAsyncEnumerable<ChatResponseUpdate> Stream(
        IEnumerable<ChatMessage> messages, ChatOptions options, IChatClient inner, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        await foreach (ChatResponseUpdate update in inner.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            yield return update;
        }

        Waste(Stopwatch.GetTimestamp() - start);
    }

    private static void Waste(long ticks)
    {
        long end = Stopwatch.GetTimestamp() + (long)(ticks * Share);
        while (Stopwatch.GetTimestamp() < end)
        {
        }
    }
}
