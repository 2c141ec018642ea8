namespace LocalRag.Measurement;

/// <summary>A setting of a variant.</summary>
/// <param name="Key">The key, such as <c>Llama:Threads</c>.</param>
/// <param name="Value">The value in force.</param>
/// <param name="Source">Who set it: a file, an environment variable, a plugin, the variant.</param>
public sealed record BenchmarkSetting(string Key, string? Value, string Source);
