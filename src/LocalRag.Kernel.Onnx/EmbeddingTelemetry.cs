using System.Diagnostics.Metrics;
using LocalRag.Onnx.Tokenization;

namespace LocalRag.Onnx;

/// <summary>The encoder's instruments. None carries a text.</summary>
internal static class EmbeddingTelemetry
{
    private static readonly Meter s_meter = new(LocalRagTelemetry.Name);

    private static readonly Counter<long> s_tokens = s_meter.CreateCounter<long>(
        "localrag.embedding.tokens", "{token}", "Tokens that were embedded.");

    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram<double>(
        "localrag.embedding.duration", "s", "Duration of the computation of the vectors of one call.");

    public static void Record(TokenizedText[] inputs, TimeSpan elapsed)
    {
        if (s_tokens.Enabled)
        {
            s_tokens.Add(inputs.Sum(input => input.Ids.Length));
        }

        s_duration.Record(elapsed.TotalSeconds);
    }
}
