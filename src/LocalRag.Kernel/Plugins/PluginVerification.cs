namespace LocalRag.Plugins;

/// <summary>What came of trying a plugin without publishing it.</summary>
/// <param name="Plugin">The plugin; the path of its folder where the name could not be read.</param>
/// <param name="Passed">Whether it may be used.</param>
/// <param name="Checks">What was looked at, in order; after the first failure nothing more is tried.</param>
public sealed record PluginVerification(string Plugin, bool Passed, IReadOnlyList<PluginCheck> Checks);

/// <summary>One thing that was looked at in a plugin.</summary>
/// <param name="Name">What.</param>
/// <param name="Passed">Whether it is as it must be.</param>
/// <param name="Detail">What was found.</param>
public sealed record PluginCheck(string Name, bool Passed, string Detail);
