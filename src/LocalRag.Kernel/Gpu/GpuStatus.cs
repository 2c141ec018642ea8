namespace LocalRag.Gpu;

/// <summary>What the system tells about the graphics processors, and about what slows them down.</summary>
/// <param name="Processors">The graphics processors.</param>
/// <param name="Thermal">How far heat slows the machine down; null where the system does not tell.</param>
/// <param name="Power">Where the power comes from; null where the system does not tell.</param>
/// <param name="NeuralEngine">Whether Apple's Neural Engine works for this process.</param>
public sealed record GpuStatus(IReadOnlyList<GpuReading> Processors, ThermalPressure? Thermal, PowerSource? Power, NeuralEngineUse NeuralEngine);
