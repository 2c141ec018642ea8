using System.Runtime.InteropServices;

namespace LocalRag.Cli.Hosting;

/// <summary>Turns Ctrl-C into cancellation: of the step under way where there is one, otherwise of the command; a further one ends the process.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _command = new();
    private readonly PosixSignalRegistration[] _registrations;
    private CancellationTokenSource? _step;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
    ];

    /// <summary>Gets the token that stops the command.</summary>
    public CancellationToken Token => _command.Token;

    /// <summary>Runs a step that Ctrl-C stops without stopping the command.</summary>
    /// <returns>False where it was stopped.</returns>
    public async Task<bool> RunStepAsync(Func<CancellationToken, Task> step)
    {
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        _step = source;
        try
        {
            await step(source.Token);
            return true;
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested && !Token.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            _step = null;
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _command.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        CancellationTokenSource? target = context.Signal == PosixSignal.SIGINT && _step is { IsCancellationRequested: false } step ? step : _command;
        if (target.IsCancellationRequested)
        {
            return;
        }

        context.Cancel = true;
        target.Cancel();
    }
}
