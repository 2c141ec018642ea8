using LocalRag.LlamaCpp.Native;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalRag.LlamaCpp.Tests.Native;

public sealed class LlamaRuntimeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("localrag-natives-").FullName;

    [Fact]
    public void Describe_LibrariesBesideTheOutput_TellsVersionAndProcessor()
    {
        LlamaNativesDescription description = LlamaNatives.Describe();

        Assert.StartsWith("0.4.0", description.Version, StringComparison.Ordinal);
        Assert.Equal(LlamaPlatform.DefaultDirectory, description.Directory);
        Assert.Contains(description.Devices, device => device.Kind == LlamaDeviceKind.Cpu && device.Description.Length > 0);
        Assert.Contains("CPU", description.SystemInfo, StringComparison.Ordinal);
    }

    [Fact]
    public void EnsureLoaded_AnotherFolderLater_IsRefusedWithBothFolders()
    {
        LlamaRuntime.EnsureLoaded(null, NullLoggerFactory.Instance);

        NativeLibraryException exception = Assert.Throws<NativeLibraryException>(() => LlamaRuntime.EnsureLoaded(_folder, NullLoggerFactory.Instance));

        Assert.Contains(LlamaPlatform.DefaultDirectory, exception.Problem, StringComparison.Ordinal);
        Assert.Contains(_folder, exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void EnsureLoaded_SameFolderSpeltDifferently_IsTheSame()
    {
        string directory = LlamaRuntime.EnsureLoaded(null, null);

        Assert.Equal(directory, LlamaRuntime.EnsureLoaded(Path.Combine(directory, "..", Path.GetFileName(directory)) + Path.DirectorySeparatorChar, null));
    }

    [Fact]
    public void EnsureLoaded_FromManyThreads_LoadsOnce()
    {
        string[] directories = new string[16];

        Parallel.For(0, directories.Length, i => directories[i] = LlamaRuntime.EnsureLoaded(null, null));

        Assert.Single(directories.Distinct());
    }

    [Fact]
    public void Find_NoFolder_SaysBothWaysOut()
    {
        NativeLibraryException exception = Assert.Throws<NativeLibraryException>(() => LibraryFiles.Find(Path.Combine(_folder, "none"), isDefault: false));

        Assert.Contains("Node.js", exception.NextStep, StringComparison.Ordinal);
        Assert.Contains("Llama:NativeDirectory", exception.NextStep, StringComparison.Ordinal);
        Assert.Equal(Path.Combine(_folder, "none"), exception.Directory);
    }

    [Fact]
    public void Find_EmptyFolder_NamesTheMissingLibrary()
    {
        NativeLibraryException exception = Assert.Throws<NativeLibraryException>(() => LibraryFiles.Find(_folder, isDefault: false));

        Assert.Contains("ggml-base", exception.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("this is a text file")]
    [InlineData("")]
    [InlineData("\u007fELF")]
    public void Find_FileThatIsNoLibrary_IsRefusedByName(string content)
    {
        string library = CopyNatives();
        File.Delete(library);
        File.WriteAllText(library, content);

        NativeLibraryException exception = Assert.Throws<NativeLibraryException>(() => LibraryFiles.Find(_folder, isDefault: false));

        Assert.Contains(library, exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_TwoBuildsInOneFolder_NamesBoth()
    {
        string library = CopyNatives();
        string other = Path.Combine(_folder, Path.GetFileName(library).Replace("0.4.0", "0.5.0", StringComparison.Ordinal));
        File.Copy(library, other);

        NativeLibraryException exception = Assert.Throws<NativeLibraryException>(() => LibraryFiles.Find(_folder, isDefault: false));

        Assert.Contains(Path.GetFileName(library), exception.Problem, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(other), exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_LibraryCutShort_IsRefusedByName()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems' loaders check this themselves.");
        string library = CopyNatives();
        byte[] bytes = File.ReadAllBytes(library);
        File.WriteAllBytes(library, bytes[..^1]);

        NativeLibraryException exception = Assert.Throws<NativeLibraryException>(() => LibraryFiles.Find(_folder, isDefault: false));

        Assert.Contains(library, exception.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnotherVersion_NamesFoundAndExpected()
    {
        // Beside the real one in this process, under its own path: only the text of its version differs.
        LlamaRuntime.EnsureLoaded(null, null);
        string library = CopyNatives();
        byte[] bytes = File.ReadAllBytes(library);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems check a library's signature before they load it.");
        Assert.NotEqual(0, ReplaceAll(bytes, "\00.4.0-"u8, "\00.3.9-"u8));
        File.WriteAllBytes(library, bytes);

        NativeLibraryException exception = Assert.Throws<NativeLibraryException>(() => LoadedLibraries.Load(LibraryFiles.Find(_folder, isDefault: false), isDefault: false));

        Assert.Contains("v0.3.9", exception.Problem, StringComparison.Ordinal);
        Assert.Contains("v0.4.0", exception.Problem, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Copies the libraries into the folder and returns the path of the one named llama.</summary>
    private string CopyNatives()
    {
        LibraryFiles files = LibraryFiles.Find(LlamaPlatform.DefaultDirectory, isDefault: true);
        foreach (string file in (string[])[files.GgmlBase, files.Ggml, files.Llama])
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        return Path.Combine(_folder, Path.GetFileName(files.Llama));
    }

    private static int ReplaceAll(Span<byte> bytes, ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement)
    {
        int count = 0;
        for (int at = bytes.IndexOf(old); at >= 0; at = bytes.IndexOf(old))
        {
            replacement.CopyTo(bytes[at..]);
            bytes = bytes[(at + old.Length)..];
            count++;
        }

        return count;
    }
}
