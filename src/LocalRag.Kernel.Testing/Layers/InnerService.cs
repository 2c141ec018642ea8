namespace LocalRag.Testing;

/// <summary>The service that a suite puts inside a layer: answers what it was asked, and lets a test stand in its way.</summary>
internal sealed class InnerService<TService>
{
    private int _calls;

    /// <summary>Gets or sets the service; set once, after this object, because the service calls <see cref="EnterAsync"/>.</summary>
    public TService Service { get; set; } = default!;

    /// <summary>Gets or sets what a call waits for, or what makes it fail.</summary>
    public Func<CancellationToken, Task> OnCall { get; set; } = _ => Task.CompletedTask;

    /// <summary>Gets or sets how to see whether the service was disposed.</summary>
    public Func<bool> Disposed { get; set; } = () => false;

    /// <summary>Gets or sets what makes the service forget the calls that it remembers.</summary>
    public Action Forget { get; set; } = () => { };

    public int Calls => Volatile.Read(ref _calls);

    public bool IsDisposed => Disposed();

    public Task EnterAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return OnCall(cancellationToken);
    }
}
