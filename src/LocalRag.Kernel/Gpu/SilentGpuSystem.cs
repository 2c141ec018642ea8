namespace LocalRag.Gpu;

/// <summary>A system that tells nothing.</summary>
internal sealed class SilentGpuSystem : IGpuSystem
{
    public IReadOnlyList<AcceleratorEntry> ReadAccelerators() => [];

    public long? ReadThermalLevel() => null;

    public string? ReadPowerSource() => null;

    public IReadOnlyList<string> ReadNeuralEngineClients() => [];
}
