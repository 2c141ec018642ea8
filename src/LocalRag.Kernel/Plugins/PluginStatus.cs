namespace LocalRag.Plugins;

/// <summary>A plugin as the host sees it.</summary>
/// <param name="Id">Its name; the path of its folder where the name could not be read.</param>
/// <param name="State">What has become of it.</param>
/// <param name="Reason">Why it is not active; null where it is.</param>
/// <param name="Version">The version of its assembly; null where it could not be read.</param>
/// <param name="ContentHash">SHA-256 over its files, in lower-case hexadecimal; null where they could not be read.</param>
/// <param name="Order">Where its layers stand; lower is further out.</param>
/// <param name="Directory">The folder that it was found in.</param>
/// <param name="Calls">How many calls have gone into its layers in this generation.</param>
/// <param name="Faults">How many failures came from its layers.</param>
/// <param name="OwnTime">The time spent in its layers, without what they call.</param>
/// <param name="LeftOut">The files beside it that were not taken, each with the reason.</param>
public sealed record PluginStatus(
    string Id,
    PluginState State,
    string? Reason,
    Version? Version,
    string? ContentHash,
    int Order,
    string? Directory,
    long Calls,
    long Faults,
    TimeSpan OwnTime,
    IReadOnlyList<string> LeftOut)
{
    /// <summary>Gets a value indicating whether it comes with the application, and is loaded only where <c>Plugins:Optimizers</c> names it.</summary>
    public bool IsOptimizer { get; init; }
}
