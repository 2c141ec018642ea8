namespace LocalRag.Measurement;

/// <summary>The documents and prompts of a benchmark.</summary>
/// <param name="Folder">The folder with the documents.</param>
/// <param name="PromptsFile">The file with the questions.</param>
/// <param name="Documents">How many documents were ingested.</param>
/// <param name="Chunks">How many chunks they became.</param>
/// <param name="Prompts">How many questions the file has.</param>
public sealed record BenchmarkCorpus(string Folder, string PromptsFile, long Documents, long Chunks, int Prompts);
