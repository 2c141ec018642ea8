namespace LocalRag.Measurement.Stress;

/// <summary>The memory of its own (not shared with a file) that the process held, in bytes, and its open files. Without a given budget caches are left out, which have bounds of their own.</summary>
/// <param name="Start">Before the first operation.</param>
/// <param name="Warm">The most in the first part of the run.</param>
/// <param name="Peak">The most of all, without what the run itself took to squeeze.</param>
/// <param name="End">At the end, when everything had drained.</param>
/// <param name="Budget">The most allowed.</param>
/// <param name="BudgetSource">Where the budget comes from, in words.</param>
/// <param name="OpenFilesWarm">The open files and connections at the first pause; 0 where the system does not tell.</param>
/// <param name="OpenFilesEnd">The same at the end.</param>
public sealed record StressMemory(
    long Start, long Warm, long Peak, long End, long Budget, string BudgetSource, int OpenFilesWarm, int OpenFilesEnd);
