namespace LocalRag.Gpu;

/// <summary>Whether Apple's Neural Engine works for this process.</summary>
/// <remarks>There is no value for "not used": nothing that a program may read without being root tells that.</remarks>
public enum NeuralEngineUse
{
    /// <summary>Nothing was seen that tells.</summary>
    Unknown,

    /// <summary>The engine's driver lists a client that this process has opened.</summary>
    Observed,
}
