namespace LocalRag.Gpu;

/// <summary>Where the machine's power comes from.</summary>
public enum PowerSource
{
    /// <summary>The mains.</summary>
    Mains,

    /// <summary>A battery.</summary>
    Battery,

    /// <summary>An uninterruptible power supply.</summary>
    Reserve,
}
