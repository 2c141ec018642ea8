// Never answers a call that says VERSION, and lets others through; two layers of its own classes.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using LocalRag;
using Microsoft.Extensions.AI;

[assembly: RagPlugin("slow", Order = 40)]

public sealed class SlowPlugin : RagPlugin
{
    public override void Configure(IRagPluginBuilder builder) =>
        builder.Chat.Use(inner => new OuterChatClient(inner)).Use(inner => new SlowChatClient(inner));

    private sealed class OuterChatClient(IChatClient inner) : DelegatingChatClient(inner);

    private sealed class SlowChatClient(IChatClient inner) : DelegatingChatClient(inner)
    {
        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
        {
            await HangAsync(messages);
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await HangAsync(messages);
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                yield return update;
            }
        }

        private static Task HangAsync(IEnumerable<ChatMessage> messages) =>
            messages.Last().Text == "VERSION" ? Task.Delay(Timeout.Infinite, CancellationToken.None) : Task.CompletedTask;
    }
}
