namespace LocalRag.Cli.Leaks;

/// <summary>A plugin's load context that was taken out of use and is still in memory, and why.</summary>
/// <param name="ContentHash">SHA-256 over the plugin's files, in lower-case hexadecimal.</param>
/// <param name="IsLeaked">True when it stayed after the collections that should have freed it; false while they are under way.</param>
/// <param name="RootPath">What holds it, the root first and the context last; only the context where no root was found.</param>
internal sealed record LeakedContext(string ContentHash, bool IsLeaked, IReadOnlyList<string> RootPath);
