using System.Globalization;
using LocalRag.Cli.Output;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>The caches in the pipelines of this process, whichever plugins they are from.</summary>
internal static class CacheLevels
{
    /// <summary>Shows what they hold and what they were asked.</summary>
    public static void Write(CommandOutput output, IServiceProvider services)
    {
        CacheLevelResult[] levels = [.. Find(services).Select(CacheLevelResult.From)];
        if (output.Json)
        {
            CommandOutput.WriteJson(new CacheLevelsResult(levels), OutputJson.OneLine.CacheLevelsResult);
        }
        else if (levels.Length == 0)
        {
            output.Note("No plugin that is active has a cache.");
        }
        else
        {
            output.WriteTable(["Level", "Entries", "Of at most", "Size", "Hits", "Misses"], [.. levels.Select(Row)]);
            foreach (CacheLevelResult level in levels.Where(level => level.Note is not null))
            {
                output.Note($"{level.Level}: {level.Note}.");
            }
        }
    }

    /// <summary>Does what a line of a conversation says: <c>/cache clear [LEVEL]</c>.</summary>
    public static void Run(CommandOutput output, IServiceProvider services, string line)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        IReadOnlyList<ICacheLevel> levels = Find(services);
        IReadOnlyList<ICacheLevel> cleared = words is [_, "clear", var name] ? [.. levels.Where(level => level.Name == name)] : levels;
        if (words is not ([_, "clear"] or [_, "clear", _]))
        {
            output.Note("Give /cache, or /cache clear [LEVEL].");
        }
        else if (cleared.Count == 0)
        {
            output.Fail("There is no such cache here.", levels.Count == 0 ? null : $"There are {string.Join(", ", levels.Select(level => level.Name))}.");
        }
        else
        {
            foreach (ICacheLevel level in cleared)
            {
                level.Clear();
            }

            output.Note($"Emptied: {string.Join(", ", cleared.Select(level => level.Name))}.");
        }
    }

    // A pipeline without a cache of its own may give out that of one further in.
    private static IReadOnlyList<ICacheLevel> Find(IServiceProvider services) =>
    [
        .. new object?[]
        {
            services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers).GetService(typeof(ICacheLevel)),
            services.GetRequiredService<IRetriever>().GetService(typeof(ICacheLevel)),
            services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>().GetService(typeof(ICacheLevel)),
            services.GetRequiredService<IChatClient>().GetService(typeof(ICacheLevel)),
        }.OfType<ICacheLevel>().Distinct(),
    ];

    private static IReadOnlyList<string> Row(CacheLevelResult level) =>
    [
        level.Level, Number(level.Entries), Number(level.Capacity), FileSize.Format(level.Bytes), Number(level.Hits), Number(level.Misses),
    ];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
