namespace LocalRag.Cli.Output;

/// <summary>A model that the settings name, as <c>--json</c> writes it.</summary>
/// <param name="Use">The setting that names it, such as <c>Llama:Model</c>.</param>
/// <param name="Model">The name or path there.</param>
/// <param name="Path">Its file; null where there is none.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Problem">Why it cannot be used; null where nothing is known against it.</param>
internal sealed record ModelResult(string Use, string Model, string? Path, long? Bytes, string? Problem);
