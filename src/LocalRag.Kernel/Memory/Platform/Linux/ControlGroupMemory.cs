namespace LocalRag.Memory.Platform;

/// <summary>The tightest memory limit of the control groups that this process is in.</summary>
/// <param name="Limit">The limit in bytes; null where there is none.</param>
/// <param name="Available">What is left of the tightest one, counting file pages that can be dropped; null where there is no limit.</param>
/// <param name="PressureFile">The group's own pressure file; null where it has none.</param>
internal sealed record ControlGroupMemory(long? Limit, long? Available, string? PressureFile);
