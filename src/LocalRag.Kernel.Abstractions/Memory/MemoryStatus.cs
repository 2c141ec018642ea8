namespace LocalRag;

/// <summary>Memory as the host last saw it, in bytes.</summary>
/// <param name="Budget">What this process should stay within.</param>
/// <param name="Used">What it takes.</param>
/// <param name="Available">What it could take more before the machine, or the limit that it runs under, is full.</param>
/// <param name="Pressure">How short memory is.</param>
public sealed record MemoryStatus(long Budget, long Used, long Available, MemoryPressure Pressure)
{
    /// <summary>Gets what can still be taken within the budget and what is available; 0 where there is nothing left.</summary>
    public long Headroom => Math.Max(0, Math.Min(Budget - Used, Available));
}
