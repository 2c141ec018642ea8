// Stays in memory: a static event of the framework holds its handler.
using System;
using LocalRag;

[assembly: RagPlugin("leaky", Order = 30)]

public sealed class LeakyPlugin : RagPlugin
{
    [ThreadStatic]
    private static object t_state;

    public override void Configure(IRagPluginBuilder builder) => AppDomain.CurrentDomain.ProcessExit += OnExit;

    private static void OnExit(object sender, EventArgs arguments) => t_state = sender;
}
