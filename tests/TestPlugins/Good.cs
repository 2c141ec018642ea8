// Marks every answer of the chat pipeline with VERSION, before and after it.
using System.Linq;
using System.Threading.Tasks;
using LocalRag;
using Microsoft.Extensions.AI;

[assembly: RagPlugin("good", Order = 10)]

public sealed class GoodPlugin : RagPlugin
{
    public override void Configure(IRagPluginBuilder builder)
    {
        builder.Settings["Retrieval:Limit"] = "VERSION" == "v1" ? "7" : "9";
        builder.Chat.Use(
            async (messages, options, inner, cancellationToken) =>
            {
                ChatResponse response = await inner.GetResponseAsync(messages, options, cancellationToken);
                return new ChatResponse(new ChatMessage(ChatRole.Assistant, "<VERSION>" + response.Text + "</VERSION>"));
            },
            (messages, options, inner, cancellationToken) => Stream(messages, options, inner, cancellationToken));
    }

    private static async System.Collections.Generic.IAsyncEnumerable<ChatResponseUpdate> Stream(
        System.Collections.Generic.IEnumerable<ChatMessage> messages, ChatOptions options, IChatClient inner,
        [System.Runtime.CompilerServices.EnumeratorCancellation] System.Threading.CancellationToken cancellationToken)
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, "<VERSION>");
        await foreach (ChatResponseUpdate update in inner.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            yield return update;
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, "</VERSION>");
    }
}
