using LocalRag.LlamaCpp.Engine;

namespace LocalRag.LlamaCpp.Tests.Doubles;

/// <summary>Stops an engine before its first step, so that a test can put requests in their places before anything runs.</summary>
internal sealed class StepGate(Func<DecodeBatch, int>? inner = null) : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets a task that ends when the engine is about to run its first step.</summary>
    public Task Reached => _reached.Task;

    public void Open() => _open.Set();

    public int Intercept(DecodeBatch batch)
    {
        _reached.TrySetResult();
        _open.Wait(TestContext.Current.CancellationToken);
        return inner?.Invoke(batch) ?? 0;
    }

    public void Dispose() => _open.Dispose();
}
