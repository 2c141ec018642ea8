namespace LocalRag.Cli.Output;

/// <summary>What <c>doctor --fit --json</c> writes; bytes.</summary>
/// <param name="Path">The model's file.</param>
/// <param name="TrainedContextTokens">The longest context that the model was made for.</param>
/// <param name="Room">What can still be taken within the budget.</param>
/// <param name="Fits">Whether it fits with the settings as they are.</param>
/// <param name="Configured">What it takes with them.</param>
/// <param name="Options">The longest context that fits, by sequences and type of keys and values.</param>
internal sealed record FitResult(
    string Path, long TrainedContextTokens, long Room, bool Fits, FitOptionResult Configured, IReadOnlyList<FitOptionResult> Options);

/// <summary>A combination of settings in <c>doctor --fit --json</c>; no figures where nothing fits.</summary>
internal sealed record FitOptionResult(
    int Sequences, string KvType, int ContextTokens, long? Weights, long? KeyValues, long? Compute, long? Total);
