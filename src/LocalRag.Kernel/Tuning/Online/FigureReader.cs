using LocalRag.Measurement;

namespace LocalRag.Tuning;

/// <summary>Makes the figures that tuning goes by of what the host's instruments have told.</summary>
internal static class FigureReader
{
    private const double Milliseconds = 1000;

    public static HostFigures Read(IEnumerable<InstrumentReading> told, MemoryStatus memory)
    {
        ILookup<string, InstrumentReading> readings = told.ToLookup(reading => reading.Name);
        double Sum(string name, string tag = "") => readings[name].Where(reading => reading.Tags.Contains(tag, StringComparison.Ordinal)).Sum(reading => reading.Sum);
        long Count(string name, string tag = "") => readings[name].Where(reading => reading.Tags.Contains(tag, StringComparison.Ordinal)).Sum(reading => reading.Count);
        double? Mean(string name, string tag = "") => Count(name, tag) is > 0 and long count ? Milliseconds * Sum(name, tag) / count : null;

        double decoding = Sum("localrag.engine.decode.duration");
        double tokens = Sum("localrag.engine.decode.tokens");
        double lookups = Sum("localrag.cache.lookups");
        return new HostFigures(
            memory.Budget > 0 ? (double)memory.Used / memory.Budget : null,
            decoding > 0 && tokens > 0 ? tokens / decoding : null,
            Mean("localrag.retrieval.duration"),
            lookups > 0 ? Sum("localrag.cache.lookups", "localrag.cache.result=hit") / lookups : null,
            Mean("gen_ai.client.operation.time_to_first_chunk", "gen_ai.operation.name=chat"));
    }
}
