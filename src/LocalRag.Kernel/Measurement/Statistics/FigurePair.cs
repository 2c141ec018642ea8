namespace LocalRag.Measurement.Statistics;

/// <summary>A figure of a variant beside the baseline's.</summary>
internal sealed record FigurePair(string Workload, FigureDefinition Definition, string Baseline, string Variant, PairedSamples Samples);
