// Adds a layer to the chat that does nothing.
using LocalRag;
using Microsoft.Extensions.AI;

[assembly: RagPlugin("empty")]

public sealed class EmptyPlugin : RagPlugin
{
    public override void Configure(IRagPluginBuilder builder) => builder.Chat.Use(static inner => new EmptyChatClient(inner));
}

internal sealed class EmptyChatClient(IChatClient inner) : DelegatingChatClient(inner);
