namespace LocalRag.Gpu;

/// <summary>What an operating system tells about graphics processors, in its own terms. Everything may be asked at any time, from any thread, without being root.</summary>
internal interface IGpuSystem
{
    /// <summary>Returns the drivers of graphics processors with what they publish.</summary>
    IReadOnlyList<AcceleratorEntry> ReadAccelerators();

    /// <summary>Returns the level of thermal pressure by the system's numbers, or null.</summary>
    long? ReadThermalLevel();

    /// <summary>Returns the name of the power source in the system's words, or null.</summary>
    string? ReadPowerSource();

    /// <summary>Returns who has opened the Neural Engine's driver, in the system's words.</summary>
    IReadOnlyList<string> ReadNeuralEngineClients();
}
