using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LocalRag.Gpu;

/// <summary>The instruments of the graphics processor. They tell nothing unless <c>Gpu:Monitor</c> is on, and the system is asked only when somebody listens.</summary>
internal sealed class GpuTelemetry : IHostedService, IDisposable
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromMilliseconds(250);

    private readonly GpuMonitor _monitor;
    private readonly IOptionsMonitor<GpuOptions> _options;
    private readonly TimeProvider _timeProvider;
    private readonly Meter _meter = new(LocalRagTelemetry.Name);
    private readonly Lock _lock = new();
    private GpuStatus? _last;
    private long _readAt;

    public GpuTelemetry(GpuMonitor monitor, IOptionsMonitor<GpuOptions> options, TimeProvider timeProvider)
    {
        _monitor = monitor;
        _options = options;
        _timeProvider = timeProvider;
        _meter.CreateObservableGauge(
            "localrag.gpu.utilization", () => OfEach(gpu => gpu.BusyPercent / 100), "1", "Share of the time that a graphics processor was busy of late, for all processes together.");
        _meter.CreateObservableGauge(
            "localrag.gpu.memory.usage", () => OfEach(gpu => gpu.MemoryInUse), "By", "Memory that is mapped for a graphics processor, for all processes together.");
        _meter.CreateObservableGauge(
            "localrag.gpu.thermal_pressure", () => Of(status => (int?)status.Thermal), "1", "How far heat slows the machine down: 0 not at all, 4 as far as sleep.");
        _meter.CreateObservableGauge(
            "localrag.gpu.on_battery", () => Of(status => status.Power is { } power ? (power == PowerSource.Mains ? 0 : 1) : null), "1", "1 while the machine runs on a battery, 0 on the mains.");
        _meter.CreateObservableGauge(
            "localrag.gpu.neural_engine.observed", () => Of(status => status.NeuralEngine == NeuralEngineUse.Observed ? 1 : null), "1", "1 while Apple's Neural Engine is seen to work for this process; nothing while that is unknown.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<T>> OfEach<T>(Func<GpuReading, T?> figure)
        where T : struct
    {
        foreach (GpuReading gpu in Read()?.Processors ?? [])
        {
            if (figure(gpu) is { } value)
            {
                yield return new Measurement<T>(value, new KeyValuePair<string, object?>("localrag.gpu.name", gpu.Name));
            }
        }
    }

    private IEnumerable<Measurement<int>> Of(Func<GpuStatus, int?> figure) => Read() is { } status && figure(status) is { } value ? [new Measurement<int>(value)] : [];

    // A listener asks each instrument in turn: they answer from one reading.
    private GpuStatus? Read()
    {
        if (!_options.CurrentValue.Monitor)
        {
            return null;
        }

        lock (_lock)
        {
            if (_last is null || _timeProvider.GetElapsedTime(_readAt) >= s_fresh)
            {
                _last = _monitor.Read();
                _readAt = _timeProvider.GetTimestamp();
            }

            return _last;
        }
    }
}
