namespace LocalRag.Measurement.Leaks;

/// <summary>What is counted after each cycle, those first that say most of a leak's cause.</summary>
public enum LeakCounter
{
    /// <summary>Load contexts of plugins that are alive.</summary>
    LoadContexts,

    /// <summary>Threads.</summary>
    Threads,

    /// <summary>File descriptors or handles.</summary>
    Handles,

    /// <summary>Bytes of objects in the managed heap after a full collection.</summary>
    ManagedHeap,

    /// <summary>Bytes that the C library has given out.</summary>
    NativeHeap,

    /// <summary>Bytes of the process in the system's books: PSS, footprint or private bytes.</summary>
    Process,
}
