using System.Runtime.CompilerServices;
using LocalRag.Memory.Platform;

namespace LocalRag.Memory.Reporting;

/// <summary>Sets the ledger against the system's books.</summary>
public sealed class MemoryReporter
{
    private static readonly MemoryTrim[] s_levels = [MemoryTrim.Light, MemoryTrim.Moderate, MemoryTrim.Severe];

    private readonly MemoryArbiter _arbiter;
    private readonly IMemorySystem _system;

    internal MemoryReporter(MemoryArbiter arbiter, IMemorySystem system) => (_arbiter, _system) = (arbiter, system);

    /// <summary>Returns what the system says of the process alone, at a fraction of the cost.</summary>
    public long ReadProcessBytes() => _system.ReadProcess().Bytes;

    /// <summary>Reads both and compares them; it takes milliseconds.</summary>
    public unsafe MemoryReport Create()
    {
        GCMemoryInfo heap = GC.GetGCMemoryInfo();
        byte[] probe = new byte[1];
        ulong address = (ulong)Unsafe.AsPointer(ref probe[0]);
        IReadOnlyList<MemoryMapping> mappings = _system.ReadMappings();
        ProcessMemory process = _system.ReadProcess();
        IReadOnlyList<IMemoryOwner> owners = [.. _arbiter.Ledger.List().Select(entry => entry.Owner)];
        ProgramMemory program = ProgramMemory.Read(mappings, owners.SelectMany(owner => owner.MappedFiles), address);
        long otherPrivate = owners.Where(owner => owner.Name != NativeHeapOwner.OwnerName).Sum(owner => owner.GetUsage().Private);
        List<MemoryOwnerLine> lines = [.. owners.Select(owner => Line(owner, program, program.Anonymous - otherPrivate))];
        if (mappings.Count > 0)
        {
            lines.Add(Line("program.files", program.Images));
            lines.Add(Line("program.code", program.Code));
            lines.Add(Line("program.stack", program.Stacks));
        }

        long accounted = lines.Sum(line => line.Accounted);
        return new MemoryReport(
            process.Measure, process.Bytes, _arbiter.Status, lines, process.Bytes - accounted, [.. heap.GenerationInfo.ToArray().Select(generation => generation.SizeAfterBytes)]);
    }

    private static MemoryOwnerLine Line(IMemoryOwner owner, ProgramMemory program, long nativeAtMost)
    {
        MemoryUsage usage = owner.GetUsage();
        long mapped = owner.MappedFiles.Count == 0 ? usage.Mapped : owner.MappedFiles.Sum(file => program.Owned.GetValueOrDefault(file));
        long resident = owner.Name switch
        {
            ManagedHeapOwner.OwnerName when program.ManagedHeap > 0 => program.ManagedHeap,

            // What the library has given out and nobody has touched is not in memory: llama.cpp allocates some 50 MB that it never needs.
            NativeHeapOwner.OwnerName when program.Anonymous > 0 => Math.Clamp(nativeAtMost, 0, usage.Private),
            _ => usage.Resident ?? usage.Private + usage.Managed + mapped,
        };
        return new MemoryOwnerLine(
            owner.Name, owner.Kind, owner.Priority, usage, resident, s_levels.ToDictionary(level => level, owner.GetTrimmableBytes));
    }

    private static MemoryOwnerLine Line(string name, long bytes) =>
        new(name, MemoryKind.Program, MemoryPriority.InUse, new MemoryUsage(0, bytes), bytes, s_levels.ToDictionary(level => level, _ => 0L));
}
