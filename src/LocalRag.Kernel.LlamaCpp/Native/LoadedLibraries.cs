using System.Runtime.InteropServices;

namespace LocalRag.LlamaCpp.Native;

/// <summary>llama.cpp's libraries in this process, of the version and struct layout that the declarations here were made for.</summary>
internal sealed unsafe class LoadedLibraries
{
    private readonly nint _ggmlBase;
    private readonly nint _ggml;
    private readonly nint _llama;

    private LoadedLibraries(LibraryFiles files, nint ggmlBase, nint ggml, nint llama)
    {
        Files = files;
        _ggmlBase = ggmlBase;
        _ggml = ggml;
        _llama = llama;
    }

    public LibraryFiles Files { get; }

    /// <summary>Maps the libraries and checks them. They stay mapped whatever comes of it: code that may have run cannot be taken out safely.</summary>
    public static LoadedLibraries Load(LibraryFiles files, bool isDefault)
    {
        // By full path and in the order of dependence, so that the system never searches for one of them elsewhere.
        nint ggmlBase = Map(files, files.GgmlBase, isDefault);
        nint ggml = Map(files, files.Ggml, isDefault);
        nint llama = Map(files, files.Llama, isDefault);

        if (!NativeLibrary.TryGetExport(llama, nameof(NativeMethods.llama_version), out nint version)
            || !NativeLibrary.TryGetExport(llama, nameof(NativeMethods.llama_model_default_params), out nint modelDefaults)
            || !NativeLibrary.TryGetExport(llama, nameof(NativeMethods.llama_context_default_params), out nint contextDefaults))
        {
            throw Mismatch(files, isDefault, "it lacks functions of that version");
        }

        string found = NativeMethods.Text(((delegate* unmanaged[Cdecl]<byte*>)version)());

        // A build from a source tree that is not quite the release's tag says so after a hyphen, as all the packages do: 0.4.0-dev.
        if (found.Split('-')[0] != LlamaRuntime.ExpectedVersion)
        {
            throw Mismatch(files, isDefault, $"it is llama.cpp v{found}");
        }

        if (ParameterDefaults.FindMismatch(modelDefaults, contextDefaults) is string mismatch)
        {
            throw Mismatch(files, isDefault, $"it says that it is v{found}, but {mismatch}");
        }

        return new LoadedLibraries(files, ggmlBase, ggml, llama);
    }

    public nint Find(string name) => name switch
    {
        NativeMethods.GgmlBase => _ggmlBase,
        NativeMethods.Ggml => _ggml,
        NativeMethods.Llama => _llama,
        _ => 0,
    };

    private static nint Map(LibraryFiles files, string path, bool isDefault)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new NativeLibraryException(files.Directory, $"{path} could not be loaded: {exception.Message}", LibraryFiles.NextStep(isDefault), exception);
        }
    }

    private static NativeLibraryException Mismatch(LibraryFiles files, bool isDefault, string found) => new(
        files.Directory,
        $"{files.Llama} is not the build that is expected, llama.cpp v{LlamaRuntime.ExpectedVersion}: {found}.",
        LibraryFiles.NextStep(isDefault));
}
