using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LocalRag.LlamaCpp;

/// <summary>The engine's instruments and activities. None carries a text.</summary>
internal static class EngineTelemetry
{
    private static readonly Meter s_meter = new(LocalRagTelemetry.Name);

    private static readonly Histogram<double> s_timeToFirstToken = s_meter.CreateHistogram<double>(
        "gen_ai.server.time_to_first_token", "s", "Time from a request's arrival in the engine to its first token.");

    private static readonly Histogram<double> s_timePerOutputToken = s_meter.CreateHistogram<double>(
        "gen_ai.server.time_per_output_token", "s", "Time per token after the first.");

    private static readonly Histogram<double> s_requestDuration = s_meter.CreateHistogram<double>(
        "gen_ai.server.request.duration", "s", "Time from a request's arrival in the engine to its last token.");

    private static readonly Histogram<double> s_queueDuration = s_meter.CreateHistogram<double>(
        "localrag.engine.queue.duration", "s", "Time that a request waited for a free sequence.");

    private static readonly Counter<long> s_prefillTokens = s_meter.CreateCounter<long>(
        "localrag.engine.prefill.tokens", "{token}", "Tokens of prompts that were processed.");

    private static readonly Histogram<double> s_prefillDuration = s_meter.CreateHistogram<double>(
        "localrag.engine.prefill.duration", "s", "Time from a free sequence to a request's first token.");

    private static readonly Counter<long> s_decodeTokens = s_meter.CreateCounter<long>(
        "localrag.engine.decode.tokens", "{token}", "Tokens that were written.");

    private static readonly Histogram<double> s_decodeDuration = s_meter.CreateHistogram<double>(
        "localrag.engine.decode.duration", "s", "Time from a request's first token to its last.");

    private static readonly Counter<long> s_deviceFailures = s_meter.CreateCounter<long>(
        "localrag.engine.gpu.failures", "{failure}", "Times that a GPU refused a model or failed, and the processor took over.");

    private static readonly Counter<long> s_evidenceTokens = s_meter.CreateCounter<long>(
        "localrag.engine.evidence.tokens", "{token}", "Tokens of evidence that were taken over from other prompts.");

    private static readonly Histogram<double> s_evidenceAgreement = s_meter.CreateHistogram<double>(
        "localrag.engine.evidence.agreement", "1", "Share of an approximate answer's first tokens on which the full prompt agrees.");

    private static readonly Counter<long> s_evidenceOff = s_meter.CreateCounter<long>(
        "localrag.engine.evidence.switched_off", "{time}", "Times that evidence reuse switched itself off.");

    private static long s_queueLength;
    private static long s_deviceLayers;
    private static long s_deviceMemory;

    static EngineTelemetry()
    {
        s_meter.CreateObservableUpDownCounter(
            "localrag.engine.queue.length", () => Volatile.Read(ref s_queueLength), "{request}", "Requests that wait for a free sequence.");
        s_meter.CreateObservableUpDownCounter(
            "localrag.engine.gpu.layers", () => Volatile.Read(ref s_deviceLayers), "{layer}", "Layers of models that are on a GPU.");
        s_meter.CreateObservableUpDownCounter(
            "localrag.engine.gpu.memory", () => Volatile.Read(ref s_deviceMemory), "By", "What models and their contexts take on a GPU.");
    }

    public static ActivitySource Source { get; } = new(LocalRagTelemetry.Name);

    /// <summary>Gets whether anybody listens to what a request tells.</summary>
    public static bool IsHeard =>
        s_prefillTokens.Enabled || s_decodeTokens.Enabled || s_prefillDuration.Enabled || s_decodeDuration.Enabled
        || s_timeToFirstToken.Enabled || s_timePerOutputToken.Enabled || s_requestDuration.Enabled || s_queueDuration.Enabled;

    public static void RecordEvidence(int tokens) => s_evidenceTokens.Add(tokens);

    public static void RecordAgreement(double agreement) => s_evidenceAgreement.Record(agreement);

    public static void RecordEvidenceOff() => s_evidenceOff.Add(1);

    public static void Queued(int requests) => Interlocked.Add(ref s_queueLength, requests);

    public static void AddDeviceLayers(int layers) => Interlocked.Add(ref s_deviceLayers, layers);

    public static void AddDeviceMemory(long bytes) => Interlocked.Add(ref s_deviceMemory, bytes);

    public static void CountDeviceFailure(string device) => s_deviceFailures.Add(1, new KeyValuePair<string, object?>("localrag.gpu.device", device));

    public static void RecordUnanswered(TimeSpan waiting) => s_queueDuration.Record(waiting.TotalSeconds);

    public static void Record(TimeSpan waiting, int promptTokens, TimeSpan prefill, int outputTokens, TimeSpan decode)
    {
        s_queueDuration.Record(waiting.TotalSeconds);
        s_prefillTokens.Add(promptTokens);
        s_prefillDuration.Record(prefill.TotalSeconds);
        s_decodeTokens.Add(outputTokens);
        s_decodeDuration.Record(decode.TotalSeconds);
        s_timeToFirstToken.Record((waiting + prefill).TotalSeconds);
        s_requestDuration.Record((waiting + prefill + decode).TotalSeconds);
        if (outputTokens > 1)
        {
            s_timePerOutputToken.Record(decode.TotalSeconds / (outputTokens - 1));
        }
    }
}
