using LocalRag.Memory.Platform;

namespace LocalRag.Measurement;

/// <summary>Reads the proportional set size: pages that several processes share count in parts.</summary>
internal static class LinuxMemory
{
    private const string Rollup = "/proc/self/smaps_rollup";
    private const string Mappings = "/proc/self/smaps";
    private const string Anonymous = "native memory";

    public static long ReadBytes() => KilobyteTable.Read(Rollup).Require("Pss");

    public static IReadOnlyList<MemoryOwner> ReadOwners()
    {
        Dictionary<string, long> bytes = [];
        foreach (MemoryMapping mapping in MappingTable.Read(Mappings))
        {
            string owner = OwnerOf(mapping.Name);
            bytes[owner] = bytes.GetValueOrDefault(owner) + mapping.Proportional;
        }

        // The runtime's heap is anonymous memory like that of the native libraries; the runtime knows its part.
        long managed = Math.Min(MemoryReader.ManagedHeap().Bytes, bytes.GetValueOrDefault(Anonymous));
        bytes[Anonymous] = bytes.GetValueOrDefault(Anonymous) - managed;
        bytes["managed heap"] = managed;
        return [.. bytes.Where(entry => entry.Value > 0).Select(entry => new MemoryOwner(entry.Key, entry.Value)).OrderByDescending(entry => entry.Bytes)];
    }

    private static string OwnerOf(string path) => path switch
    {
        "" or "[heap]" or "[stack]" => Anonymous,
        ['[', ..] => "kernel",
        _ when path.Contains("doublemapper", StringComparison.Ordinal) => "runtime code",
        _ when path.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) => "mapped weights",
        _ when path.Contains(".db", StringComparison.Ordinal) => "mapped index",
        ['/', ..] => "program files",
        _ => Anonymous,
    };
}
