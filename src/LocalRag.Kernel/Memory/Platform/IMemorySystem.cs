namespace LocalRag.Memory.Platform;

/// <summary>Memory as one operating system tells of it. Members may be called from any thread.</summary>
internal interface IMemorySystem
{
    /// <summary>Returns what changes all the time; cheap enough for once a second.</summary>
    MemorySample Sample();

    /// <summary>Returns this process's memory, counted exactly; it takes up to a few milliseconds.</summary>
    ProcessMemory ReadProcess();

    /// <summary>Returns the stretches of this process's address space, none where the system does not list them; it takes milliseconds.</summary>
    IReadOnlyList<MemoryMapping> ReadMappings();

    /// <summary>Returns the heap of the C library, or null where it keeps no books.</summary>
    NativeHeap? ReadNativeHeap();

    /// <summary>Has the C library give free pages back to the system.</summary>
    void TrimNativeHeap();

    /// <summary>Returns how many handles, or file descriptors, the process has open; null where it is not told.</summary>
    int? CountHandles();
}
