// Fails in the way that VERSION names.
using System;
using System.Threading;
using System.Threading.Tasks;
using LocalRag;
using Microsoft.Extensions.AI;

[assembly: RagPlugin("broken", Order = 20)]

public sealed class BrokenPlugin : RagPlugin
{
    private int _calls;

    public BrokenPlugin()
    {
        if ("VERSION" == "constructor")
        {
            throw new InvalidOperationException("broken on purpose in constructor");
        }
    }

    public override void Configure(IRagPluginBuilder builder)
    {
        if ("VERSION" == "configure")
        {
            throw new InvalidOperationException("broken on purpose in configure");
        }

        if ("VERSION" == "unknown-setting")
        {
            builder.Settings["Retrieval:Limits"] = "5";
        }

        if ("VERSION" == "invalid-setting")
        {
            builder.Settings["Retrieval:Limit"] = "-5";
        }

        builder.Chat.Use(async (messages, options, inner, cancellationToken) =>
        {
            int call = Interlocked.Increment(ref _calls);
            if ("VERSION" == "first-call" || ("VERSION" == "third-call" && call > 1 && call % 3 == 0))
            {
                throw new InvalidOperationException("broken on purpose in call " + call);
            }

            if ("VERSION" == "hang")
            {
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
            }

            return await inner.GetResponseAsync(messages, options, cancellationToken);
        },
        (messages, options, inner, cancellationToken) => inner.GetStreamingResponseAsync(messages, options, cancellationToken));
    }
}
