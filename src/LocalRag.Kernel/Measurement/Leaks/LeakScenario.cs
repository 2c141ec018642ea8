namespace LocalRag.Measurement.Leaks;

/// <summary>Something that is done again and again and should leave nothing behind.</summary>
/// <param name="Name">Its name, in lower case.</param>
/// <param name="CycleAsync">Does it once.</param>
public sealed record LeakScenario(string Name, Func<CancellationToken, Task> CycleAsync);
