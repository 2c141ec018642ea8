namespace LocalRag.Measurement.Stress;

/// <summary>A chat engine that shows its queue to a stress run.</summary>
public interface IStressedEngine
{
    /// <summary>Returns what the engine is busy with; null before its first request.</summary>
    EngineLoad? Read();

    /// <summary>Waits until nothing is queued or running.</summary>
    /// <returns>How many sequences still hold keys and values that no request uses and no cache keeps.</returns>
    Task<int> DrainAsync(CancellationToken cancellationToken);
}
