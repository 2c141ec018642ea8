using System.Runtime.Versioning;

namespace LocalRag.Gpu.Mac;

/// <summary>macOS: the registry of IOKit, the level of thermal pressure that the system notifies of, and its power sources. None of it needs root.</summary>
[SupportedOSPlatform("macos")]
internal sealed unsafe class MacGpuSystem : IGpuSystem
{
    private const string ThermalNotification = "com.apple.system.thermalpressurelevel";

    // The engine's driver, by the name that its class has had since the A11.
    private const string NeuralEngine = "H11ANEIn";

    public IReadOnlyList<AcceleratorEntry> ReadAccelerators()
    {
        List<AcceleratorEntry> entries = [];
        foreach (uint service in IoRegistry.Find("IOAccelerator"))
        {
            entries.Add(new AcceleratorEntry(
                IoRegistry.ClassOf(service),
                IoRegistry.ReadText(service, "model"),
                (int?)IoRegistry.ReadNumber(service, "gpu-core-count"),
                IoRegistry.ReadNumbers(service, "PerformanceStatistics")));
            IoRegistry.Release(service);
        }

        return entries;
    }

    public long? ReadThermalLevel()
    {
        int token;
        if (NativeMethods.notify_register_check(ThermalNotification, &token) != 0)
        {
            return null;
        }

        ulong level;
        uint result = NativeMethods.notify_get_state(token, &level);
        _ = NativeMethods.notify_cancel(token);
        return result == 0 ? (long)level : null;
    }

    public string? ReadPowerSource()
    {
        nint sources = NativeMethods.IOPSCopyPowerSourcesInfo();
        if (sources == 0)
        {
            return null;
        }

        // The name is not copied: it is the system's own.
        string? name = CoreFoundation.Text(NativeMethods.IOPSGetProvidingPowerSourceType(sources));
        NativeMethods.CFRelease(sources);
        return name;
    }

    public IReadOnlyList<string> ReadNeuralEngineClients()
    {
        List<string> creators = [];
        foreach (uint service in IoRegistry.Find(NeuralEngine))
        {
            foreach (uint client in IoRegistry.ChildrenOf(service))
            {
                if (IoRegistry.ReadText(client, "IOUserClientCreator") is { } creator)
                {
                    creators.Add(creator);
                }

                IoRegistry.Release(client);
            }

            IoRegistry.Release(service);
        }

        return creators;
    }
}
