namespace LocalRag;

/// <summary>An error that a user can act on: what went wrong, with the file or setting, and what to do next.</summary>
/// <param name="message">What went wrong, naming the file, the setting or the value.</param>
/// <param name="nextStep">What the user can do about it, as a sentence; null where nothing can be advised.</param>
/// <param name="innerException">The cause, if there is one.</param>
public class LocalRagException(string message, string? nextStep = null, Exception? innerException = null)
    : Exception(nextStep is null ? message : $"{message} {nextStep}", innerException)
{
    /// <summary>Gets what went wrong, without the next step.</summary>
    public string Problem { get; } = message;

    /// <summary>Gets what the user can do about it, or null.</summary>
    public string? NextStep { get; } = nextStep;
}
