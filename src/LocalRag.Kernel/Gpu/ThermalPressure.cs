namespace LocalRag.Gpu;

/// <summary>How far heat slows the machine down, in the steps that macOS has.</summary>
public enum ThermalPressure
{
    /// <summary>Not at all.</summary>
    Nominal = 0,

    /// <summary>A little: the system saves where nobody notices.</summary>
    Moderate = 1,

    /// <summary>Much: programs get slower.</summary>
    Heavy = 2,

    /// <summary>As far as it goes.</summary>
    Trapping = 3,

    /// <summary>So far that the machine goes to sleep.</summary>
    Sleeping = 4,
}
