namespace LocalRag.Ingestion.Reading;

/// <summary>Runs code of a parser that recurses on a thread with more stack than a pool thread has, and stops waiting for it after a while.</summary>
/// <remarks>A thread cannot be ended from outside: one that is given up on runs on in the background until it fails or ends by itself.</remarks>
internal static class RoomyThread
{
    private const int StackBytes = 64 << 20;

    public static Task<T> RunAsync<T>(Func<T> work, TimeSpan patience, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(
            () =>
            {
                try
                {
                    completion.SetResult(work());
                }
                catch (Exception exception)
                {
                    // An exception that leaves a thread ends the process, so all of them travel with the task.
                    completion.SetException(exception);
                }
            },
            StackBytes)
        {
            IsBackground = true,
            Name = "LocalRag document reader",
        };
        thread.Start();
        return completion.Task.WaitAsync(patience, timeProvider, cancellationToken);
    }
}
