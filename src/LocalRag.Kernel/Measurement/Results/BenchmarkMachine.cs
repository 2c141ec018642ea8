namespace LocalRag.Measurement;

/// <summary>The machine that a benchmark ran on.</summary>
/// <param name="OperatingSystem">The operating system and its version.</param>
/// <param name="Architecture">The process's architecture, such as <c>x64</c> or <c>arm64</c>.</param>
/// <param name="Processor">The processor's name as the system tells it; null where it does not.</param>
/// <param name="Processors">How many logical processors the process may use.</param>
/// <param name="MemoryBytes">The memory that the process may use: the machine's, or its container's.</param>
/// <param name="LoadAtStart">The system's load average over one minute before the run; null where there is none.</param>
public sealed record BenchmarkMachine(
    string OperatingSystem, string Architecture, string? Processor, int Processors, long MemoryBytes, double? LoadAtStart);
