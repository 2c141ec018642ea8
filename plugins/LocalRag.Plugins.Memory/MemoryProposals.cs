using System.Globalization;

namespace LocalRag.Plugins.Memory;

/// <summary>The settings of the host that the plugin proposes, by its own options and by the size of the machine.</summary>
internal static class MemoryProposals
{
    private const long GigaByte = 1_000_000_000;

    /// <summary>Below this, memory is so scarce that slower answers are the lesser evil.</summary>
    private const long SmallMachine = 2 * GigaByte;

    /// <param name="options">The plugin's options.</param>
    /// <param name="machineBytes">The machine's memory, or the limit that the process runs under.</param>
    public static IEnumerable<(string Key, string Value)> Make(MemoryOptions options, long machineBytes)
    {
        yield return ("Memory:Trim", "true");
        yield return ("Memory:Admission", "true");
        if (options.TargetMb > 0)
        {
            yield return ("Memory:TargetMb", options.TargetMb.ToString(CultureInfo.InvariantCulture));
        }

        yield return ("Llama:DynamicContext", "true");
        yield return ("Llama:IdleUnload", options.IdleUnload.ToString("c", CultureInfo.InvariantCulture));
        yield return ("Onnx:IdleUnload", options.IdleUnload.ToString("c", CultureInfo.InvariantCulture));

        yield return ("Onnx:CompactTables", "true");

        // Keys and values at half the size cost a processor half as much time again for a prompt, and smaller pieces of a prompt up to a fifth.
        if (machineBytes < SmallMachine)
        {
            yield return ("Llama:KvType", "Q8");
            yield return ("Llama:PrefillPieceTokens", "128");
        }
    }
}
