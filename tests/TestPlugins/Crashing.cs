// Ends the process at the first call of the chat pipeline, as a fault in native code would: nothing can catch it.
using System;
using LocalRag;
using Microsoft.Extensions.AI;

[assembly: RagPlugin("crashing")]

public sealed class CrashingPlugin : RagPlugin
{
    public override void Configure(IRagPluginBuilder builder) => builder.Chat.Use(
        (messages, options, inner, cancellationToken) =>
        {
            Environment.Exit(139);
            return inner.GetResponseAsync(messages, options, cancellationToken);
        },
        (messages, options, inner, cancellationToken) =>
        {
            Environment.Exit(139);
            return inner.GetStreamingResponseAsync(messages, options, cancellationToken);
        });
}
