namespace LocalRag.Memory;

/// <summary>In which order owners are asked, and for how much: each rung asks for a little more than the one below.</summary>
internal static class TrimLadder
{
    private static readonly (MemoryPriority UpTo, MemoryTrim Level)[][] s_rungs =
    [
        [],
        [(MemoryPriority.Spare, MemoryTrim.Severe)],
        [(MemoryPriority.Spare, MemoryTrim.Severe), (MemoryPriority.Rereadable, MemoryTrim.Light)],
        [(MemoryPriority.Spare, MemoryTrim.Severe), (MemoryPriority.Recomputable, MemoryTrim.Moderate), (MemoryPriority.Rereadable, MemoryTrim.Light)],
        [(MemoryPriority.Spare, MemoryTrim.Severe), (MemoryPriority.Rereadable, MemoryTrim.Moderate), (MemoryPriority.Reloadable, MemoryTrim.Light)],
        [(MemoryPriority.Recomputable, MemoryTrim.Severe), (MemoryPriority.Rereadable, MemoryTrim.Moderate), (MemoryPriority.InUse, MemoryTrim.Light)],
        [(MemoryPriority.Rereadable, MemoryTrim.Severe), (MemoryPriority.Reloadable, MemoryTrim.Moderate), (MemoryPriority.InUse, MemoryTrim.Light)],
        [(MemoryPriority.Reloadable, MemoryTrim.Severe), (MemoryPriority.InUse, MemoryTrim.Moderate)],
    ];

    /// <summary>Gets the highest rung.</summary>
    public static int Top => s_rungs.Length - 1;

    /// <summary>Returns the highest rung that a pressure justifies.</summary>
    public static int Limit(MemoryPressure pressure) => pressure switch
    {
        MemoryPressure.None => 0,
        MemoryPressure.Low => 2,
        MemoryPressure.Moderate => 5,
        _ => Top,
    };

    /// <summary>Returns what an owner of a priority is asked for on a rung.</summary>
    public static MemoryTrim Level(int rung, MemoryPriority priority)
    {
        foreach ((MemoryPriority upTo, MemoryTrim level) in s_rungs[rung])
        {
            if (priority <= upTo)
            {
                return level;
            }
        }

        return MemoryTrim.None;
    }
}
