using System.Text.Json.Serialization;

namespace LocalRag.Measurement;

/// <summary>One figure of one workload for one variant: the raw measurements, and what they come to.</summary>
public sealed record BenchmarkFigure
{
    /// <summary>Gets the workload's name.</summary>
    public required string Workload { get; init; }

    /// <summary>Gets the variant's name.</summary>
    public required string Variant { get; init; }

    /// <summary>Gets the figure's name with its unit, such as <c>first_token_ms</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the unit, such as <c>ms</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Gets which way it gets better.</summary>
    public required FigureDirection Direction { get; init; }

    /// <summary>Gets the measurements in the order of the rounds; the same place in every variant is the same question in the same round. NaN, null in JSON, where a round has none.</summary>
    [JsonConverter(typeof(SampleListConverter))]
    public required IReadOnlyList<double> Samples { get; init; }

    /// <summary>Gets what the measurements come to.</summary>
    public required FigureSummary Summary { get; init; }
}
