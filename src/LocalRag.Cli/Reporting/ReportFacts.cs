using LocalRag.Measurement;

namespace LocalRag.Cli.Reporting;

/// <summary>What a reader must know to measure the same again.</summary>
internal static class ReportFacts
{
    public static IReadOnlyList<(string Name, string Value)> Of(BenchmarkResult result)
    {
        BenchmarkMachine machine = result.Machine;
        return
        [
            ("Measured", FigureText.Invariant($"{result.StartedAt:yyyy-MM-dd HH:mm} UTC, {result.Mode}, {result.ElapsedSeconds:0} s")),
            ("Machine", $"{machine.Processor ?? machine.Architecture}, {FigureText.Invariant($"{machine.Processors}")} logical processors, {FigureText.Megabytes(machine.MemoryBytes)}"),
            ("System", $"{machine.OperatingSystem}, {machine.Architecture}, {result.Versions.Runtime}"),
            ("Quietness", FigureText.Invariant($"a fixed piece of arithmetic varied by {result.MachineNoise.Spread:0.0%}; {result.MachineNoise.StolenRounds} rounds interrupted; load at the start {machine.LoadAtStart?.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}")),
            ("Chat model", $"{result.Versions.ChatModel ?? "none"}{(result.Versions.ChatModelSha256 is { Length: > 12 } hash ? $" (SHA-256 {hash[..12]}…)" : string.Empty)}"),
            ("Embedding model", result.Versions.EmbeddingModel ?? "none"),
            ("Program", $"localrag {result.Versions.Localrag}{(result.Versions.Natives is { } natives ? $", llama.cpp {natives}" : string.Empty)}"),
            ("Documents", FigureText.Invariant($"{result.Corpus.Documents:N0} documents, {result.Corpus.Chunks:N0} chunks, {result.Corpus.Prompts:N0} questions")),
            ("Seeds", FigureText.Invariant($"order {result.Seeds.Order}, repeats {result.Seeds.Repeats}, bootstrap {result.Seeds.Bootstrap}")),
        ];
    }
}
