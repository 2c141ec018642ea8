// Stays in memory in the way that VERSION names.
using System;
using System.Threading;
using LocalRag;

[assembly: RagPlugin("leaky", Order = 30)]

public sealed class LeakyPlugin : RagPlugin
{
    [ThreadStatic]
    private static object t_state;

    private static Timer s_timer;

    public override void Configure(IRagPluginBuilder builder)
    {
        if ("VERSION" == "event")
        {
            AppDomain.CurrentDomain.ProcessExit += OnExit;
        }

        if ("VERSION" == "timer")
        {
            s_timer = new Timer(_ => GC.KeepAlive(s_timer), null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        }

        if ("VERSION" == "thread")
        {
            new Thread(Loop) { IsBackground = true }.Start();
        }
    }

    private static void OnExit(object sender, EventArgs arguments) => t_state = sender;

    // A loop: a last call would take the place of the method on the stack.
    private static void Loop()
    {
        while (true)
        {
            Thread.Sleep(TimeSpan.FromHours(1));
        }
    }
}
