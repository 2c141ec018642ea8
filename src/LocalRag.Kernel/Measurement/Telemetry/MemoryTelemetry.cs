using System.Diagnostics.Metrics;
using LocalRag.Memory.Reporting;
using Microsoft.Extensions.Hosting;

namespace LocalRag.Measurement;

/// <summary>Publishes who holds how much memory, as <c>localrag.memory.bytes</c>, while the host runs.</summary>
/// <remarks>
/// An instrument that is read on demand keeps what it reads alive, and its meter keeps the instrument. So the meter is this host's own and goes with it;
/// the instrument reads the ledger and tells names, so that nothing here holds an owner that has left the ledger, nor its plugin.
/// </remarks>
internal sealed class MemoryTelemetry(MemoryReporter reporter) : IHostedService, IDisposable
{
    private Meter? _meter;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _meter ??= new Meter(LocalRagTelemetry.Name);
        _meter.CreateObservableUpDownCounter("localrag.memory.bytes", Read, "By", "Memory of this process, by owner.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _meter?.Dispose();
        _meter = null;
    }

    private IEnumerable<Measurement<long>> Read() =>
        MemoryOwner.ListOf(reporter.Create()).Select(owner => new Measurement<long>(owner.Bytes, KeyValuePair.Create<string, object?>("localrag.memory.owner", owner.Name)));
}
