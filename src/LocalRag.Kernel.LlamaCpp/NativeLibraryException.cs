namespace LocalRag.LlamaCpp;

/// <summary>llama.cpp's shared libraries are missing, or are not those that this build was made for.</summary>
/// <param name="directory">The folder where they were looked for; null where this platform has none of its own.</param>
/// <param name="problem">What is wrong, as a sentence.</param>
/// <param name="nextStep">What the user can do about it.</param>
/// <param name="innerException">The cause, if there is one.</param>
public sealed class NativeLibraryException(string? directory, string problem, string nextStep, Exception? innerException = null)
    : LocalRagException(problem, nextStep, innerException)
{
    /// <summary>Gets the folder where they were looked for, or null where this platform has none of its own.</summary>
    public string? Directory { get; } = directory;
}
