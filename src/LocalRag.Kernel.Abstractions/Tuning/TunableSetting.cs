namespace LocalRag;

/// <summary>A setting that may be tried.</summary>
/// <param name="Key">The key under the section <c>LocalRag</c>, such as <c>Sqlite:CacheKiB</c>.</param>
/// <param name="Value">The value in force; null where there is none.</param>
/// <param name="Values">The values worth trying, without the one in force.</param>
public sealed record TunableSetting(string Key, string? Value, IReadOnlyList<string> Values);
