namespace LocalRag;

/// <summary>A model's file is not on this machine, or cannot be used.</summary>
/// <param name="model">The path or catalog name that was asked for.</param>
/// <param name="problem">What is wrong with it, as a sentence.</param>
/// <param name="nextStep">How to get it, or what to set instead.</param>
/// <param name="innerException">The cause, if there is one.</param>
public class ModelUnavailableException(string model, string problem, string? nextStep = null, Exception? innerException = null)
    : LocalRagException(problem, nextStep, innerException)
{
    /// <summary>Gets the path or catalog name that was asked for.</summary>
    public string Model { get; } = model;
}
