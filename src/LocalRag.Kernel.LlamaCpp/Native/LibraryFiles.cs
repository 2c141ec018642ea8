namespace LocalRag.LlamaCpp.Native;

/// <summary>Finds llama.cpp's three libraries in a folder, and refuses files that are no libraries for this process before the system's loader sees them.</summary>
/// <remarks>A loader that has mapped one library of a wrong set keeps it, and resolves later ones against it: so nothing is loaded until all three look right.</remarks>
internal sealed record LibraryFiles(string Directory, string GgmlBase, string Ggml, string Llama)
{
    public static LibraryFiles Find(string directory, bool isDefault)
    {
        if (!System.IO.Directory.Exists(directory))
        {
            throw Missing(directory, isDefault, $"There is no folder {directory} with llama.cpp's shared libraries.");
        }

        return new LibraryFiles(
            directory,
            FindOne(directory, isDefault, NativeMethods.GgmlBase),
            FindOne(directory, isDefault, NativeMethods.Ggml),
            FindOne(directory, isDefault, NativeMethods.Llama));
    }

    public static string NextStep(bool isDefault) => isDefault && !LlamaPlatform.IsPrebuilt
        ? $"Set Llama:NativeDirectory to a folder with llama.cpp v{LlamaRuntime.ExpectedVersion} built for this machine as shared libraries."
        : $"Install Node.js (https://nodejs.org) and build again, which fetches them, or set Llama:NativeDirectory to a folder with llama.cpp v{LlamaRuntime.ExpectedVersion} built as shared libraries.";

    private static string FindOne(string directory, bool isDefault, string library)
    {
        (string prefix, string extension) = OperatingSystem.IsWindows() ? ("", ".dll") : ("lib", OperatingSystem.IsMacOS() ? ".dylib" : ".so");

        // File names carry what they were built for: libllama.v0.4.0.so, libggml.metal.v0.4.0.dylib. The dot keeps libllama-common.so out.
        string start = prefix + library + ".";
        string[] found = [.. System.IO.Directory.EnumerateFiles(directory)
            .Where(file => Path.GetFileName(file).StartsWith(start, StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal))];
        string path = found.Length switch
        {
            0 => throw Missing(directory, isDefault, $"{directory} holds no {start}*{extension[1..]}, which is a part of llama.cpp."),
            1 => found[0],
            _ => throw new NativeLibraryException(
                directory,
                $"{directory} holds several libraries {start}*{extension[1..]}: {string.Join(", ", found.Select(Path.GetFileName).Order(StringComparer.Ordinal))}.",
                "Leave one build of llama.cpp in the folder."),
        };
        if (!LibraryHeader.IsForThisProcess(path))
        {
            throw new NativeLibraryException(directory, $"{path} is not a whole shared library for {LlamaPlatform.Name}.", NextStep(isDefault));
        }

        return path;
    }

    private static NativeLibraryException Missing(string directory, bool isDefault, string problem) => new(
        directory,
        isDefault && !LlamaPlatform.IsPrebuilt ? $"There is no prebuilt llama.cpp for {LlamaPlatform.Name}." : problem,
        NextStep(isDefault));
}
