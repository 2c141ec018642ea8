using Microsoft.Extensions.Hosting;

namespace LocalRag.Cli.Hosting;

/// <summary>Leaves signals to <see cref="Interruption"/>: a command ends when its work is done, not when the host is told to stop.</summary>
internal sealed class CommandLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
