namespace LocalRag.Sqlite.Storage;

/// <summary>A piece of work for the writing thread, and the task that tells its result.</summary>
internal sealed class WriterJob<T>(Func<IndexConnection, T> work, CancellationToken cancellationToken) : WriterJob
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Completion => _completion.Task;

    public override void Run(IndexConnection connection)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            connection.RequireUnmoved();
            T result;
            using (cancellationToken.UnsafeRegister(static state => ((IndexConnection)state!).Interrupt(), connection))
            {
                result = work(connection);
            }

            _completion.SetResult(result);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
        finally
        {
            connection.RollBack();
        }
    }

    public override void Fail(Exception exception)
    {
        if (cancellationToken.IsCancellationRequested
            && exception is OperationCanceledException or IndexStorageException { ResultCode: ResultCode.Interrupted })
        {
            _completion.TrySetCanceled(cancellationToken);
        }
        else
        {
            _completion.TrySetException(exception);
        }
    }
}
