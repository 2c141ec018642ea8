namespace LocalRag.Cli.Profiling;

/// <summary>Knows the methods of the framework at the end of a stack that waits rather than computes.</summary>
internal static class WaitingMethods
{
    private static readonly string[] s_prefixes =
    [
        "System.Threading.WaitHandle.",
        "System.Threading.Monitor.Wait",
        "System.Threading.Monitor.Enter",
        "System.Threading.Lock.",
        "System.Threading.Thread.Sleep",
        "System.Threading.Thread.Join",
        "System.Threading.Thread.StartCore",
        "System.Threading.LowLevelLifoSemaphore.",
        "System.Threading.LowLevelLock",
        "System.Threading.LowLevelMonitor.",
        "System.Threading.ManualResetEventSlim.Wait",
        "System.Threading.SemaphoreSlim.Wait",
        "System.Threading.SpinWait",
        "System.Threading.WaitSubsystem",
        "System.Threading.PortableThreadPool+IOCompletionPoller.",
        "System.Threading.TimerQueue.",
        "System.Net.Sockets.SocketAsyncEngine.",
        "Interop+Sys.Poll",
        "Interop+Sys.Read",
        "Interop+Sys.WaitForSocketEvents",
        "Interop+Sys.LowLevelMonitor",
    ];

    public static bool Contains(string method) => s_prefixes.Any(prefix => method.StartsWith(prefix, StringComparison.Ordinal));
}
