// Asks for a swap from inside a call, and waits for it.
using System;
using System.Threading.Tasks;
using LocalRag;
using Microsoft.Extensions.AI;

[assembly: RagPlugin("swapper", Order = 50)]

public sealed class SwapperPlugin : RagPlugin
{
    public override void Configure(IRagPluginBuilder builder) => builder.Chat.Use(
        async (messages, options, inner, cancellationToken) =>
        {
            if (AppDomain.CurrentDomain.GetData("LocalRag.Tests.Swap") is Func<Task> swap)
            {
                await swap();
            }

            return await inner.GetResponseAsync(messages, options, cancellationToken);
        },
        (messages, options, inner, cancellationToken) => inner.GetStreamingResponseAsync(messages, options, cancellationToken));
}
