using System.Runtime.InteropServices;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Runtime;

namespace LocalRag.Cli.Leaks;

/// <summary>The memory of a .NET process at one moment, for looking into.</summary>
/// <remarks>A dump holds all that the process knew, so it is written to a folder that only this user can open, and deleted when it has been read.</remarks>
internal sealed class ProcessDump : IDisposable
{
    private const int MostTries = 5;

    private readonly DataTarget _target;
    private readonly string? _temporary;

    private ProcessDump(DataTarget target, ClrRuntime runtime, string? temporary)
    {
        _target = target;
        Runtime = runtime;
        _temporary = temporary;
    }

    public ClrRuntime Runtime { get; }

    /// <summary>Takes a dump of a process of this user, also of this one; it goes on running.</summary>
    /// <exception cref="LocalRagException">There is no such .NET process, or it can't be dumped.</exception>
    public static ProcessDump Take(int processId)
    {
        for (int tries = 1; ; tries++)
        {
            ProcessDump dump = TakeOnce(processId);
            if (dump.Runtime.Heap.CanWalkHeap)
            {
                return dump;
            }

            // It was stopped within a garbage collection, while objects move: what is in memory would seem not to be.
            dump.Dispose();
            if (tries == MostTries)
            {
                throw new LocalRagException($"The memory of process {processId} can't be read: it was collecting garbage {MostTries} times.", "Try again when it does less.");
            }
        }
    }

    private static ProcessDump TakeOnce(int processId)
    {
        string folder = Directory.CreateTempSubdirectory("localrag-dump-").FullName;
        try
        {
            string file = Path.Combine(folder, "process.dmp");
            new DiagnosticsClient(processId).WriteDump(DumpType.WithHeap, file, logDumpGeneration: false);
            return Load(file, folder);
        }
        catch (Exception exception) when (exception is DiagnosticsClientException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            Directory.Delete(folder, recursive: true);
            throw new LocalRagException(
                $"The memory of process {processId} can't be read: {exception.Message}",
                "Name a running .NET process of your own, such as that of 'localrag chat'.", exception);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Opens a dump that somebody has taken, with <c>dotnet-dump collect</c> for example.</summary>
    /// <exception cref="LocalRagException">It is not a dump of a .NET process, or its runtime is not on this machine.</exception>
    public static ProcessDump Open(string file) => Load(Path.GetFullPath(file), temporary: null);

    public void Dispose()
    {
        Runtime.Dispose();
        _target.Dispose();
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    private static ProcessDump Load(string file, string? temporary)
    {
        DataTarget? target = null;
        try
        {
            // By default what is missing would be fetched from the network.
            target = DataTarget.LoadDump(file, new DataTargetOptions { SymbolPaths = [] });
            ClrInfo clr = target.ClrVersions.FirstOrDefault() ?? throw new InvalidDataException("it is not the dump of a .NET process");

            // The version is written in the runtime's file, which not every dump holds; what stands beside that file belongs to it.
            bool versionUnknown = clr.Version.Major == 0;
            return new ProcessDump(target, clr.CreateRuntime(FindDataAccess(clr), ignoreMismatch: versionUnknown), temporary);
        }
        catch (Exception exception) when (exception is not LocalRagException)
        {
            target?.Dispose();

            // What the reader throws at a file that is no dump is not documented.
            throw new LocalRagException(
                $"The dump {file} can't be read: {exception.Message}",
                "Take one with 'dotnet-dump collect --type Heap' on this machine.", exception);
        }
    }

    // The library that knows the runtime's own structures stands beside the runtime that was running.
    private static string FindDataAccess(ClrInfo clr)
    {
        string name = OperatingSystem.IsWindows() ? "mscordaccore.dll" : OperatingSystem.IsMacOS() ? "libmscordaccore.dylib" : "libmscordaccore.so";
        string path = Path.Combine(Path.GetDirectoryName(clr.ModuleInfo.FileName) ?? string.Empty, name);
        return File.Exists(path) ? Keep(path) : throw new FileNotFoundException($"the .NET runtime {clr.Version} that was running is not on this machine ({path})");
    }

    // It leaves a destructor behind at every thread that has called it: unmapped when the dump is closed, it would take the process down
    // when such a thread ends (microsoft/clrmd#1499).
    private static string Keep(string library)
    {
        NativeLibrary.TryLoad(library, out _);
        return library;
    }
}
