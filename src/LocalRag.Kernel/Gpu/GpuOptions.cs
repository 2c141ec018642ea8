namespace LocalRag.Gpu;

/// <summary>Settings of what the host tells about the graphics processor, section <c>Gpu</c>.</summary>
public sealed class GpuOptions
{
    /// <summary>Gets or sets whether how busy the GPU is, its memory, the machine's heat and its power source are told to whoever listens to the meter <c>LocalRag</c>.</summary>
    /// <value>The default is false. It costs nothing while nobody listens.</value>
    public bool Monitor { get; set; }
}
