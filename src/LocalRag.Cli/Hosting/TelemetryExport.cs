using LocalRag.Cli.Output;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LocalRag.Cli.Hosting;

/// <summary>Sends what the instruments and activities of a run tell to an OpenTelemetry collector; made before the host, ended after it.</summary>
internal sealed class TelemetryExport : IDisposable
{
    private const int GrpcPort = 4317;
    private const int FlushMilliseconds = 5000;

    private readonly Uri _collector;
    private readonly CommandOutput _output;
    private readonly MeterProvider _meters;
    private readonly TracerProvider _traces;

    /// <param name="collector">The collector: by gRPC on port 4317, otherwise by HTTP.</param>
    /// <param name="output">Is warned where the collector does not take it.</param>
    public TelemetryExport(Uri collector, CommandOutput output)
    {
        _collector = collector;
        _output = output;
        ResourceBuilder resource = ResourceBuilder.CreateEmpty().AddService("localrag");
        _meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(LocalRagTelemetry.Name)
            .AddOtlpExporter(options => Configure(options, "v1/metrics")).Build();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(LocalRagTelemetry.Name)
            .AddOtlpExporter(options => Configure(options, "v1/traces")).Build();
    }

    public void Dispose()
    {
        bool sent = _meters.ForceFlush(FlushMilliseconds) & _traces.ForceFlush(FlushMilliseconds);
        _meters.Dispose();
        _traces.Dispose();
        if (!sent)
        {
            _output.Warn($"the OpenTelemetry collector {_collector} did not take metrics and traces; is it running, and does it speak OTLP there?");
        }
    }

    private void Configure(OtlpExporterOptions options, string path)
    {
        bool grpc = _collector.Port == GrpcPort;
        options.Protocol = grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = grpc || _collector.AbsolutePath.Length > 1 ? _collector : new Uri(_collector, path);
        options.TimeoutMilliseconds = FlushMilliseconds;
    }
}
