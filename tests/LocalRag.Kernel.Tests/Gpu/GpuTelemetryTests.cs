using System.Diagnostics.Metrics;
using LocalRag.Gpu;
using LocalRag.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalRag.Tests.Gpu;

public sealed class GpuTelemetryTests
{
    [Fact]
    public void Instruments_WithMonitor_TellWhatTheSystemTells()
    {
        Dictionary<string, double> heard = Listen(new GpuOptions { Monitor = true });

        Assert.Equal(0.64, heard["localrag.gpu.utilization"], 6);
        Assert.Equal(1_610_612_736, heard["localrag.gpu.memory.usage"]);
        Assert.Equal(1, heard["localrag.gpu.thermal_pressure"]);
        Assert.Equal(1, heard["localrag.gpu.on_battery"]);
        Assert.DoesNotContain("localrag.gpu.neural_engine.observed", heard.Keys);
    }

    [Fact]
    public void Instruments_WithoutMonitor_TellNothing() => Assert.Empty(Listen(new GpuOptions()));

    private static Dictionary<string, double> Listen(GpuOptions options)
    {
        Dictionary<string, double> heard = [];
        using GpuTelemetry telemetry = new(
            new GpuMonitor(new RecordedGpuSystem("m2"), NullLogger<GpuMonitor>.Instance), new FixedOptions<GpuOptions>(options), TimeProvider.System);
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name.StartsWith("localrag.gpu.", StringComparison.Ordinal))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => heard[instrument.Name] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => heard[instrument.Name] = value);
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => heard[instrument.Name] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return heard;
    }
}
