namespace LocalRag.LlamaCpp.Devices;

/// <summary>Counts the models and contexts that hold native memory. Metal ends the process with an error when any of them is left at its exit.</summary>
internal static class NativeObjects
{
    private static int s_live;

    /// <summary>Gets how many have been made and not been freed.</summary>
    public static int Live => Volatile.Read(ref s_live);

    public static void Made() => Interlocked.Increment(ref s_live);

    public static void Freed() => Interlocked.Decrement(ref s_live);
}
