namespace LocalRag.Plugins;

/// <summary>What a change of the plugins came to.</summary>
/// <param name="Generation">The number of the generation that is current now.</param>
/// <param name="Published">Whether another generation was published; false where nothing had changed, or the change failed.</param>
/// <param name="Active">The plugins in it, outermost first.</param>
/// <param name="Refused">What was not taken, and why, one sentence or more each.</param>
public sealed record PluginChange(long Generation, bool Published, IReadOnlyList<string> Active, IReadOnlyList<string> Refused);
