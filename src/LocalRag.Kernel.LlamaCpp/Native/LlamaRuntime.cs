using System.Reflection;
using System.Runtime.InteropServices;
using LocalRag.LlamaCpp.Devices;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Native;

/// <summary>Loads llama.cpp into the process, once, after it has proved to be the build that the declarations here were made for.</summary>
internal static unsafe class LlamaRuntime
{
    public const string ExpectedVersion = "0.4.0";

    private static readonly Lock s_gate = new();
    private static LoadedLibraries? s_loaded;

    // Written before the first import is resolved, read by the resolver on any thread.
    private static LoadedLibraries? s_resolved;
    private static NativeLibraryException? s_failure;

    /// <summary>Loads llama.cpp if it is not loaded yet.</summary>
    /// <param name="nativeDirectory">The folder of its shared libraries; null or empty for the one that the build fills.</param>
    /// <param name="loggerFactory">Where llama.cpp's log goes; null leaves that as it is.</param>
    /// <returns>The full path of the folder.</returns>
    /// <exception cref="NativeLibraryException">The libraries are missing or of another build, or those of another folder are loaded already.</exception>
    public static string EnsureLoaded(string? nativeDirectory, ILoggerFactory? loggerFactory)
    {
        bool isDefault = string.IsNullOrEmpty(nativeDirectory);
        string directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(isDefault ? LlamaPlatform.DefaultDirectory : nativeDirectory!));
        lock (s_gate)
        {
            if (loggerFactory is not null)
            {
                LlamaLog.SendTo(loggerFactory);
            }

            if (s_loaded is null)
            {
                Load(directory, isDefault);
            }
            else if (s_loaded.Files.Directory != directory)
            {
                throw new NativeLibraryException(
                    directory,
                    $"llama.cpp of {s_loaded.Files.Directory} is in use; that of {directory} cannot be loaded into the same process.",
                    "Use the same Llama:NativeDirectory for every host, or start another process.");
            }

            return directory;
        }
    }

    public static LlamaNativesDescription Describe(string directory) => new(
        directory,
        NativeMethods.Text(NativeMethods.llama_version()),
        NativeDevices.List(),
        NativeMethods.Text(NativeMethods.llama_print_system_info()).Trim());

    /// <summary>Gets what tells this build, and the instruction sets that it uses here, from others.</summary>
    public static string BuildDescription =>
        $"{NativeMethods.Text(NativeMethods.llama_version())} {LlamaPlatform.Name} {NativeMethods.Text(NativeMethods.llama_print_system_info()).Trim()}";

    private static void Load(string directory, bool isDefault)
    {
        if (s_failure is not null)
        {
            throw new NativeLibraryException(
                directory, $"llama.cpp cannot be loaded after an attempt that failed: {s_failure.Problem}", "Correct it and start again.", s_failure);
        }

        // Nothing is mapped by this: what it finds wrong can be put right while the process runs.
        LibraryFiles files = LibraryFiles.Find(directory, isDefault);
        try
        {
            LoadedLibraries loaded = LoadedLibraries.Load(files, isDefault);
            s_resolved = loaded;
            NativeLibrary.SetDllImportResolver(typeof(LlamaRuntime).Assembly, Resolve);

            // First of all, or early lines are lost to the standard error stream.
            NativeMethods.llama_log_set(&LlamaLog.Write, 0);
            NativeMethods.llama_backend_init();
            NativeMethods.ggml_backend_load_all_from_path(directory);
            if (NativeMethods.ggml_backend_dev_count() == 0)
            {
                throw new NativeLibraryException(
                    directory, $"{directory} holds no backend of llama.cpp (ggml-cpu and the like) that runs on this processor.", LibraryFiles.NextStep(isDefault));
            }

            s_loaded = loaded;
        }
        catch (NativeLibraryException exception)
        {
            s_failure = exception;
            throw;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => s_resolved!.Find(name);
}
