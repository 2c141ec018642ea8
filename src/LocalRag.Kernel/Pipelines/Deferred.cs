namespace LocalRag.Pipelines;

internal static class Deferred
{
    /// <summary>Makes a service of the host at its first use, without the flow of the call that needs it.</summary>
    /// <remarks>That call came through plugins: their async locals would be held for ever by what the service starts while it is made, a timer or a thread.</remarks>
    public static Lazy<T> Make<T>(Func<T> factory) => new(() =>
    {
        using AsyncFlowControl flow = ExecutionContext.SuppressFlow();
        return factory();
    });
}
