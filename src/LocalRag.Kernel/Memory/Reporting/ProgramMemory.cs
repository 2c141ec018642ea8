using LocalRag.Memory.Platform;

namespace LocalRag.Memory.Reporting;

/// <summary>What a process's address space holds besides the two heaps and the files of owners.</summary>
/// <param name="Images">Program files and other files that are mapped and belong to no owner.</param>
/// <param name="Code">Code that the runtime has compiled, and its tables, in anonymous files.</param>
/// <param name="Stacks">The stack of the main thread.</param>
/// <param name="Anonymous">Everything else, which no file and no name stands for: the heap of the C library, and what the runtime keeps for itself.</param>
/// <param name="ManagedHeap">What of the heap of the runtime is in memory.</param>
/// <param name="Owned">What is in memory of the files that owners have mapped, by path.</param>
internal sealed record ProgramMemory(long Images, long Code, long Stacks, long Anonymous, long ManagedHeap, IReadOnlyDictionary<string, long> Owned)
{
    public static ProgramMemory Read(IReadOnlyList<MemoryMapping> mappings, IEnumerable<string> ownedFiles, ulong managedAddress)
    {
        Dictionary<string, long> owned = ownedFiles.Distinct().ToDictionary(file => file, _ => 0L, StringComparer.Ordinal);
        (ulong heapStart, ulong heapEnd) = Reservation(mappings, managedAddress);
        long images = 0;
        long code = 0;
        long stacks = 0;
        long anonymous = 0;
        long heap = 0;
        foreach (MemoryMapping mapping in mappings)
        {
            if (mapping.Start >= heapStart && mapping.End <= heapEnd)
            {
                heap += mapping.Proportional;
            }
            else if (owned.ContainsKey(mapping.Name))
            {
                owned[mapping.Name] += mapping.Proportional;
            }
            else if (mapping.Name.StartsWith("/memfd:", StringComparison.Ordinal))
            {
                code += mapping.Proportional;
            }
            else if (mapping.IsFile)
            {
                images += mapping.Proportional;
            }
            else if (mapping.Name is "[stack]")
            {
                stacks += mapping.Proportional;
            }
            else
            {
                anonymous += mapping.Proportional;
            }
        }

        return new ProgramMemory(images, code, stacks, anonymous, heap, owned);
    }

    /// <summary>The runtime reserves its heap in one piece, in which it makes regions readable as it needs them: neighbours without a gap.</summary>
    private static (ulong Start, ulong End) Reservation(IReadOnlyList<MemoryMapping> mappings, ulong address)
    {
        int index = 0;
        while (index < mappings.Count && !(mappings[index].Start <= address && address < mappings[index].End))
        {
            index++;
        }

        if (index == mappings.Count)
        {
            return (0, 0);
        }

        int first = index;
        while (first > 0 && mappings[first - 1].End == mappings[first].Start && mappings[first - 1].Name.Length == 0)
        {
            first--;
        }

        int last = index;
        while (last + 1 < mappings.Count && mappings[last + 1].Start == mappings[last].End && mappings[last + 1].Name.Length == 0)
        {
            last++;
        }

        return (mappings[first].Start, mappings[last].End);
    }
}
