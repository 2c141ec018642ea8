// Makes the chat pipeline 15% slower: after each piece of an answer it keeps its thread busy for that share of the time that the piece took.
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
            Waste(Stopwatch.GetTimestamp() - start);
            yield return update;
            start = Stopwatch.GetTimestamp();
        }
    }

    private static void Waste(long ticks)
    {
        long end = Stopwatch.GetTimestamp() + (long)(ticks * Share);
        while (Stopwatch.GetTimestamp() < end)
        {
        }
    }
}
