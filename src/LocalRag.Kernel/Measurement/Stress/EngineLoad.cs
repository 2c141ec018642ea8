namespace LocalRag.Measurement.Stress;

/// <summary>What a chat engine is busy with.</summary>
/// <param name="Running">How many requests have a sequence.</param>
/// <param name="Waiting">How many wait for one.</param>
/// <param name="Capacity">How many may wait.</param>
public readonly record struct EngineLoad(int Running, int Waiting, int Capacity);
