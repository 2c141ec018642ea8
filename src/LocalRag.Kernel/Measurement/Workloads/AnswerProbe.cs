using System.Diagnostics;
using LocalRag.Answers;
using LocalRag.Evaluation.Metrics;
using Microsoft.Extensions.AI;

namespace LocalRag.Measurement;

/// <summary>Asks one question and measures the answer: its time by stage, its cost, and whether it is right.</summary>
internal static class AnswerProbe
{
    private const string CacheLookups = "localrag.cache.lookups";

    private static readonly string[] s_levels = ["query", "retrieval", "embedding", "semantic", "generation"];

    public static IReadOnlyList<FigureDefinition> Figures { get; } =
    [
        FigureDefinition.Time("first_token_ms"),
        FigureDefinition.Time("total_ms"),
        FigureDefinition.Time("retrieval_ms"),
        FigureDefinition.Speed("tokens_per_second", "token/s"),
        FigureDefinition.Speed("prefill_tokens_per_second", "token/s"),
        FigureDefinition.Speed("decode_tokens_per_second", "token/s"),
        FigureDefinition.Cost("cpu_ms", "ms"),
        FigureDefinition.Cost("allocated_kb", "kB"),
        FigureDefinition.Quality("answer_right"),
        FigureDefinition.Quality("answer_overlap"),
        FigureDefinition.Quality("hit_at_5"),
        FigureDefinition.Description("input_tokens", "token"),
        FigureDefinition.Description("output_tokens", "token"),
        FigureDefinition.Description("cached_tokens", "token"),
        FigureDefinition.Description("cache_hit_rate", FigureDefinition.Share),
        .. s_levels.Select(level => FigureDefinition.Description($"cache_hit_rate_{level}", FigureDefinition.Share)),
    ];

    /// <summary>Asks and measures.</summary>
    /// <param name="host">The host.</param>
    /// <param name="messages">The conversation, with the question last.</param>
    /// <param name="prompt">What is known of the answer.</param>
    /// <param name="cancellationToken">Stops the answer.</param>
    public static async Task<(ChatResponse Response, IReadOnlyDictionary<string, double> Figures)> AskAsync(
        MeasuredHost host, IReadOnlyList<ChatMessage> messages, BenchmarkPrompt prompt, CancellationToken cancellationToken)
    {
        using MeterCollector? meters = host.Variant.Metered ? new MeterCollector() : null;
        List<ChatResponseUpdate> updates = [];
        double? firstToken = null;
        long allocated = GC.GetTotalAllocatedBytes();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await foreach (ChatResponseUpdate update in host.Answers.GetStreamingResponseAsync(messages, cancellationToken: cancellationToken))
        {
            if (firstToken is null && update.Text.Length > 0)
            {
                firstToken = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }

            updates.Add(update);
        }

        double total = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        TimeSpan used = Environment.CpuUsage.TotalTime - cpu;
        double kilobytes = (GC.GetTotalAllocatedBytes() - allocated) / 1000.0;
        ChatResponse response = updates.ToChatResponse();
        Dictionary<string, double> figures = [];
        if (!IsWithoutModel(response))
        {
            figures["total_ms"] = total;
            figures["cpu_ms"] = used.TotalMilliseconds;
            figures["allocated_kb"] = kilobytes;
            if (firstToken is { } first)
            {
                figures["first_token_ms"] = first;
            }
        }

        AddTokens(figures, response.Usage, total);
        AddMeters(figures, meters, response);
        AddQuality(figures, response, prompt);
        return (response, figures);
    }

    // That nothing was found is said in milliseconds: as pairs, a fifth more of them would count like a fifth more of a second.
    private static bool IsWithoutModel(ChatResponse response) => response.Usage is null && response.GetRagMetadata() is { Abstained: true };

    private static void AddTokens(Dictionary<string, double> figures, UsageDetails? usage, double totalMilliseconds)
    {
        if (usage?.OutputTokenCount is { } output)
        {
            figures["output_tokens"] = output;
            figures["tokens_per_second"] = output / totalMilliseconds * 1000;
        }

        if (usage?.InputTokenCount is { } input)
        {
            figures["input_tokens"] = input;
            figures["cached_tokens"] = usage.CachedInputTokenCount ?? 0;
        }
    }

    private static void AddMeters(Dictionary<string, double> figures, MeterCollector? meters, ChatResponse response)
    {
        if (meters is null)
        {
            return;
        }

        ILookup<string, InstrumentReading> readings = meters.ReadTold().ToLookup(reading => reading.Name);

        double Sum(string name) => readings[name].Sum(reading => reading.Sum);
        void AddSpeed(string figure, string tokens, string duration)
        {
            if (Sum(duration) > 0 && Sum(tokens) > 0)
            {
                figures[figure] = Sum(tokens) / Sum(duration);
            }
        }

        AddSpeed("prefill_tokens_per_second", "localrag.engine.prefill.tokens", "localrag.engine.prefill.duration");
        AddSpeed("decode_tokens_per_second", "localrag.engine.decode.tokens", "localrag.engine.decode.duration");
        if (readings.Contains("localrag.retrieval.duration"))
        {
            figures["retrieval_ms"] = Sum("localrag.retrieval.duration") * 1000;
        }

        foreach (string level in s_levels)
        {
            InstrumentReading[] lookups = [.. readings[CacheLookups].Where(reading => HasTag(reading, $"localrag.cache.name={level}"))];
            if (lookups.Sum(reading => reading.Sum) is > 0 and var count)
            {
                figures[$"cache_hit_rate_{level}"] = lookups.Where(reading => HasTag(reading, "localrag.cache.result=hit")).Sum(reading => reading.Sum) / count;
            }
        }

        // Of an answer that a cache gave no other level is asked: the share of lookups would say less of it.
        if (readings.Contains(CacheLookups))
        {
            figures["cache_hit_rate"] = CacheControl.FindHit(response) is null ? 0 : 1;
        }
    }

    private static bool HasTag(InstrumentReading reading, string tag) => reading.Tags.Split(' ').Contains(tag);

    private static void AddQuality(Dictionary<string, double> figures, ChatResponse response, BenchmarkPrompt prompt)
    {
        RagAnswerMetadata? metadata = response.GetRagMetadata();
        if (prompt.Phrase is null)
        {
            // A question that nothing answers is answered well by saying so.
            if (metadata is not null)
            {
                figures["answer_right"] = metadata.Abstained ? 1 : 0;
            }

            return;
        }

        figures["answer_right"] = AnswerMetrics.Contains(response.Text, prompt.Phrase) ? 1 : 0;
        figures["answer_overlap"] = Overlap(response.Text, prompt.Phrase);
        if (metadata is not null && prompt.Document is { } document)
        {
            figures["hit_at_5"] = IsAmong(metadata.Retrieved, document, 5) ? 1 : 0;
        }
    }

    /// <summary>Returns whether a document is among the first few that were found.</summary>
    public static bool IsAmong(IEnumerable<SearchHit> hits, string document, int first) => hits
        .Select(hit => hit.Passage.DocumentId.Replace('\\', '/'))
        .Distinct()
        .Take(first)
        .Any(id => id.EndsWith("/" + document, StringComparison.Ordinal) || id == document);

    /// <summary>Returns the share of the phrase's words that the answer has: it tells a slightly worse answer from a wrong one.</summary>
    private static double Overlap(string answer, string phrase)
    {
        HashSet<string> words = [.. AnswerMetrics.Normalize(answer).Split(' ')];
        string[] expected = AnswerMetrics.Normalize(phrase).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return expected.Length == 0 ? 0 : (double)expected.Count(words.Contains) / expected.Length;
    }
}
