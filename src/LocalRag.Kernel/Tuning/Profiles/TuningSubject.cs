namespace LocalRag.Tuning;

/// <summary>What a profile is for. The documents are those of the data folder that it lies in.</summary>
/// <param name="Machine">The machine: system, processor, processors and memory.</param>
/// <param name="Models">The chat and the embedding model.</param>
public sealed record TuningSubject(string Machine, string Models);
