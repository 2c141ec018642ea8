namespace LocalRag.Ingestion.Pipeline;

/// <summary>Runs the stages of a pipeline together: when one fails the others are stopped, and its error is the one that is seen.</summary>
internal static class StageGroup
{
    public static async Task RunAsync(IReadOnlyList<Func<CancellationToken, Task>> stages, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Exception> failures = [];
        await Task.WhenAll(stages.Select(stage => Task.Run(() => GuardAsync(stage, stop, failures), CancellationToken.None)));
        cancellationToken.ThrowIfCancellationRequested();
        if (failures.Count > 0)
        {
            // The first is the cause; the others are stages that lost what they worked with.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failures[0]);
        }
    }

    private static async Task GuardAsync(Func<CancellationToken, Task> stage, CancellationTokenSource stop, List<Exception> failures)
    {
        try
        {
            await stage(stop.Token);
        }
        catch (Exception exception)
        {
            lock (failures)
            {
                failures.Add(exception);
            }

            await stop.CancelAsync();
        }
    }
}
