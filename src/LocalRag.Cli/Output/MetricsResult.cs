using LocalRag.Measurement;

namespace LocalRag.Cli.Output;

/// <summary>What <c>metrics --json</c> writes.</summary>
internal sealed record MetricsResult(IReadOnlyList<InstrumentReading> Instruments);
