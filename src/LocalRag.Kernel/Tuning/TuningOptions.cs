using System.ComponentModel.DataAnnotations;

namespace LocalRag.Tuning;

/// <summary>From where a figure counts as a bottleneck, and whether what was tuned is used; section <c>Tuning</c>.</summary>
public sealed class TuningOptions
{
    /// <summary>Gets or sets whether the settings that <c>localrag tune</c> has found for this machine and model are used.</summary>
    /// <value>The default is true. The plain host, without plugins, never uses them.</value>
    public bool UseProfile { get; set; } = true;

    /// <summary>Gets or sets from which share of the memory budget on memory is a bottleneck.</summary>
    /// <value>The default is 0.9.</value>
    [Range(0.01, 10.0)]
    public double MemoryShare { get; set; } = 0.9;

    /// <summary>Gets or sets below how many tokens a second the writing of an answer is a bottleneck.</summary>
    /// <value>The default is 10 tokens a second.</value>
    [Range(0.0, 1_000_000.0)]
    public double TokensPerSecond { get; set; } = 10;

    /// <summary>Gets or sets above how many milliseconds a search is a bottleneck.</summary>
    /// <value>The default is 100 ms.</value>
    [Range(0.0, 1_000_000.0)]
    public double RetrievalMilliseconds { get; set; } = 100;
}
