using LocalRag.LlamaCpp.Gguf;
using LocalRag.LlamaCpp.Memory;

namespace LocalRag.LlamaCpp.Devices;

/// <summary>Finds how many layers fit onto a GPU.</summary>
/// <remarks>
/// llama.cpp counts the output layer with the others and moves from the end: one layer is the output layer alone, two are that and the last block. A block's keys and
/// values go where it goes. What computations work in is needed whole as soon as one layer is there.
/// </remarks>
internal static class OffloadPlanner
{
    private const int MarginShare = 10;
    private const long SmallestMargin = 256L << 20;

    public static GpuOffload Plan(GgufSummary model, LlamaOptions options, IReadOnlyList<LlamaDevice> devices)
    {
        int all = model.LayerCount + 1;
        int wanted = options.GpuLayers < 0 ? all : Math.Min(options.GpuLayers, all);
        LlamaDevice? device = Choose(options, devices);
        if (wanted == 0 || device is null)
        {
            OffloadReason reason = wanted == 0 ? OffloadReason.NotWanted : OffloadReason.NoDevice;
            return new GpuOffload(reason, device, 0, wanted, all, 0, 0, 0, 0);
        }

        (long room, long margin) = Room(options, device);
        long[] sizes = Sizes(model, options);
        int layers = wanted;
        while (layers > 0 && sizes[layers] > room)
        {
            layers--;
        }

        return new GpuOffload(
            layers == wanted ? OffloadReason.Fits : OffloadReason.TooLittleMemory, device, layers, wanted, all, sizes[layers], sizes[wanted], room, margin);
    }

    /// <summary>Returns what a number of layers takes on the device, for each number up to all of them.</summary>
    internal static long[] Sizes(GgufSummary model, LlamaOptions options)
    {
        ModelMemory memory = ModelMemory.Estimate(model, options);
        long keyValuesOfBlock = memory.KeyValues / model.LayerCount;
        long[] sizes = new long[model.LayerCount + 2];
        sizes[1] = model.Layers.Output + memory.Compute;
        for (int layers = 2; layers < sizes.Length; layers++)
        {
            sizes[layers] = sizes[layers - 1] + model.Layers.Blocks[model.LayerCount + 1 - layers] + keyValuesOfBlock;
        }

        return sizes;
    }

    private static LlamaDevice? Choose(LlamaOptions options, IReadOnlyList<LlamaDevice> devices)
    {
        LlamaDevice[] gpus = [.. devices.Where(device => device.IsGpu)];
        if (options.GpuLayers == 0 || string.IsNullOrEmpty(options.GpuDevice))
        {
            // One with memory of its own is the faster one, as a rule.
            return gpus.OrderBy(device => device.Kind).ThenByDescending(device => device.FreeBytes).FirstOrDefault();
        }

        return Array.Find(gpus, device => string.Equals(device.Name, options.GpuDevice, StringComparison.OrdinalIgnoreCase))
            ?? throw new LocalRagException(
                $"Llama:GpuDevice is {options.GpuDevice}, and llama.cpp finds {(gpus.Length == 0 ? "no GPU" : $"only {string.Join(", ", gpus.Select(device => device.Name))}")}.",
                "Set it to one of these, or leave it out for the one with the most memory.");
    }

    private static (long Room, long Margin) Room(LlamaOptions options, LlamaDevice device)
    {
        if (options.GpuMemoryMiB > 0)
        {
            return ((long)options.GpuMemoryMiB << 20, 0);
        }

        if (device.TotalBytes == 0)
        {
            return (long.MaxValue, 0);
        }

        long margin = Math.Max(SmallestMargin, device.FreeBytes / MarginShare);
        return (Math.Max(0, device.FreeBytes - margin), margin);
    }
}
