using LocalRag.LlamaCpp.Native;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp;

/// <summary>Tells which llama.cpp this process runs and what it can compute on.</summary>
public static class LlamaNatives
{
    /// <summary>Loads llama.cpp if it is not loaded yet, checks it, and describes it.</summary>
    /// <param name="nativeDirectory">The folder of the shared libraries (<c>Llama:NativeDirectory</c>); null for those beside the application.</param>
    /// <param name="loggerFactory">Where llama.cpp's own log lines go; null leaves that as it is.</param>
    /// <exception cref="NativeLibraryException">The libraries are missing or of another build, or others are loaded already.</exception>
    public static LlamaNativesDescription Describe(string? nativeDirectory = null, ILoggerFactory? loggerFactory = null)
    {
        string directory = LlamaRuntime.EnsureLoaded(nativeDirectory, loggerFactory);
        return LlamaRuntime.Describe(directory);
    }
}
