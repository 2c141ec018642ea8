// Fails in the way that VERSION names.
using System;
using System.Threading;
using System.Threading.Tasks;
using LocalRag;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

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

        if ("VERSION" == "hang-constructor")
        {
            new ManualResetEventSlim().Wait();
        }
    }

    public override ValueTask DisposeAsync() => "VERSION" switch
    {
        "dispose" => throw new InvalidOperationException("broken on purpose in dispose"),
        _ => base.DisposeAsync(),
    };

    public override void Configure(IRagPluginBuilder builder)
    {
        if ("VERSION" == "configure")
        {
            throw new InvalidOperationException("broken on purpose in configure");
        }

        if ("VERSION" == "hang-configure")
        {
            new ManualResetEventSlim().Wait();
        }

        if ("VERSION" == "text-of-exception")
        {
            throw new UnreadableException();
        }

        if ("VERSION" == "huge-exception")
        {
            throw new InvalidOperationException("huge on purpose" + new string('x', 1_000_000));
        }

        if ("VERSION" == "service")
        {
            builder.Services.AddSingleton<IDisposable>(static _ => throw new InvalidOperationException("broken on purpose in service"));
            builder.Chat.Use(static (inner, services) => { services.GetRequiredService<IDisposable>(); return inner; });
        }

        if ("VERSION" == "second-layer")
        {
            int made = 0;
            builder.Chat.Use(inner => ++made == 2 ? throw new InvalidOperationException("broken on purpose in second layer") : new EvenChatClient(inner));
        }

        if ("VERSION" == "dispose-layer")
        {
            bool tried = false;
            builder.Chat.Use(inner => { bool live = tried; tried = true; return live ? new OddChatClient(inner) : new EvenChatClient(inner); });
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

internal sealed class UnreadableException : Exception
{
    public override string ToString() => throw new UnreadableException();
}

internal sealed class EvenChatClient(IChatClient inner) : DelegatingChatClient(inner);

internal sealed class OddChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    protected override void Dispose(bool disposing) => throw new InvalidOperationException("broken on purpose in the layer's dispose");
}
