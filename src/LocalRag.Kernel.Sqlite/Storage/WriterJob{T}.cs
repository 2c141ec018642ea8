namespace LocalRag.Sqlite.Storage;

/// <summary>A piece of work for the writing thread, and the task that tells its result.</summary>
internal sealed class WriterJob<T>(Func<IndexConnection, T> work, bool isChange, CancellationToken cancellationToken)
    : WriterJob(isChange, cancellationToken)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Completion => _completion.Task;

    /// <inheritdoc/>
    public override bool Attempt(IndexConnection connection)
    {
        try
        {
            CancellationToken.ThrowIfCancellationRequested();
            connection.RequireUnmoved();
            using (CancellationToken.UnsafeRegister(static state => ((IndexConnection)state!).Interrupt(), connection))
            {
                _result = work(connection);
            }

            return true;
        }
        catch (Exception exception)
        {
            Fail(exception);
            return false;
        }
    }

    /// <inheritdoc/>
    public override void Complete() => _completion.TrySetResult(_result!);

    /// <inheritdoc/>
    public override void Fail(Exception exception)
    {
        if (CancellationToken.IsCancellationRequested
            && exception is OperationCanceledException or IndexStorageException { ResultCode: ResultCode.Interrupted })
        {
            _completion.TrySetCanceled(CancellationToken);
        }
        else
        {
            _completion.TrySetException(exception);
        }
    }
}
