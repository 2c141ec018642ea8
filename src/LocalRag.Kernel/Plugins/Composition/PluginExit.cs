using LocalRag.Plugins.Health;

namespace LocalRag.Plugins.Composition;

/// <summary>Runs what a plugin does on its way out: it may throw, and it may never return, and neither may stop the host.</summary>
internal static class PluginExit
{
    /// <summary>Runs it for as long as the limit allows; after that it is left to itself.</summary>
    /// <returns>What went wrong, as text; null if nothing.</returns>
    public static async Task<string?> RunAsync(Func<ValueTask> exit, TimeSpan limit, TimeProvider timeProvider)
    {
        Task<string?> running = Task.Run(() => CatchAsync(exit));
        try
        {
            return await running.WaitAsync(limit, timeProvider);
        }
        catch (TimeoutException)
        {
            return $"it did not end within {limit.TotalSeconds:0.#} s.";
        }
    }

    private static async Task<string?> CatchAsync(Func<ValueTask> exit)
    {
        try
        {
            await exit();
            return null;
        }
        catch (Exception exception)
        {
            return ExceptionText.Of(exception);
        }
    }
}
