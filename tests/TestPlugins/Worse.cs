// Answers about half of the questions with a sentence that says nothing: which half, the option Seed draws.
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using LocalRag;
using Microsoft.Extensions.AI;

[assembly: RagPlugin("worse", Order = 10)]

public sealed class WorsePlugin : RagPlugin
{
    private const string Empty = "That is an interesting question.";

    public override void Configure(IRagPluginBuilder builder)
    {
        int seed = int.Parse(builder.Configuration["Seed"] ?? "0", CultureInfo.InvariantCulture);
        builder.Chat.Use(
            async (messages, options, inner, cancellationToken) =>
            {
                ChatResponse response = await inner.GetResponseAsync(messages, options, cancellationToken);
                return Spoils(messages, seed) ? new ChatResponse(new ChatMessage(ChatRole.Assistant, Empty)) { Usage = response.Usage } : response;
            },
            (messages, options, inner, cancellationToken) => Stream(messages, options, inner, seed, cancellationToken));
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Stream(
        IEnumerable<ChatMessage> messages, ChatOptions options, IChatClient inner, int seed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool spoils = Spoils(messages, seed);
        if (spoils)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, Empty);
        }

        await foreach (ChatResponseUpdate update in inner.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            if (!spoils || update.Text.Length == 0)
            {
                yield return update;
            }
        }
    }

    private static bool Spoils(IEnumerable<ChatMessage> messages, int seed) =>
        (messages.Last().Text.Aggregate((uint)seed, (hash, letter) => (hash ^ letter) * 16777619) >> 16) % 2 == 0;
}
