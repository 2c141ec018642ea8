namespace LocalRag.LlamaCpp.Engine;

/// <summary>What an engine holds while nobody calls it.</summary>
/// <param name="LastPositions">The last position of each sequence, -1 for none.</param>
/// <param name="Occupied">How many sequences hold something that is not a prefix that is kept.</param>
internal readonly record struct EngineRest(IReadOnlyList<int> LastPositions, int Occupied);
