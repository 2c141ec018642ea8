namespace LocalRag.Measurement;

/// <summary>What is to be measured.</summary>
public sealed record BenchmarkRequest
{
    /// <summary>The names of all workloads, in the order in which they run.</summary>
    public static IReadOnlyList<string> AllWorkloads { get; } =
        ["start", "ask-cold", "ask-repeat", "ask-concurrent", "follow-up", "search", "search-100k", "search-1m", "embed", "ingest"];

    /// <summary>The workloads of a quick run that names none.</summary>
    public static IReadOnlyList<string> QuickWorkloads { get; } = ["start", "ask-cold", "ask-repeat", "search", "embed", "ingest"];

    /// <summary>The workloads of a full run that names none: all but the one that builds an index of a million chunks.</summary>
    public static IReadOnlyList<string> FullWorkloads { get; } = [.. AllWorkloads.Where(name => name != "search-1m")];

    /// <summary>Gets how much is measured: <c>quick</c> or <c>full</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Gets how long the measurements may take, together; setting up comes on top.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>Gets the workloads to run.</summary>
    public required IReadOnlyList<string> Workloads { get; init; }

    /// <summary>Gets the hosts to compare; the first is the baseline.</summary>
    public required IReadOnlyList<VariantDefinition> Variants { get; init; }

    /// <summary>Gets whether the baseline is measured once more, to tell the width of the noise; without it no verdict is given.</summary>
    public bool HasControl { get; init; } = true;

    /// <summary>Gets a data folder with an index that every host begins with a copy of; null where each kind of host ingests the corpus itself.</summary>
    public string? Index { get; init; }

    /// <summary>Gets the folder with the documents.</summary>
    public required string Corpus { get; init; }

    /// <summary>Gets the file with the questions.</summary>
    public required string Prompts { get; init; }

    /// <summary>Gets an empty folder for the indexes of the hosts; its owner deletes it.</summary>
    public required string Folder { get; init; }

    /// <summary>Gets the seeds.</summary>
    public BenchmarkSeeds Seeds { get; init; } = BenchmarkSeeds.Default;

    /// <summary>Gets the share of questions in <c>ask-repeat</c> that come in other words, from 0 to 1.</summary>
    public double RephrasedShare { get; init; } = 0.3;

    /// <summary>Gets how many questions <c>ask-repeat</c> draws from, those first that the documents answer; null for all.</summary>
    /// <remarks>A short run that draws from few of them repeats itself as often as a long one that draws from many.</remarks>
    public int? RepeatedQuestions { get; init; }

    /// <summary>Gets the most rounds of a workload; null for as many as the budget allows.</summary>
    public int? MaxRounds { get; init; }
}
