using System.Runtime.InteropServices;

namespace LocalRag.EndToEnd.Tests;

internal static partial class NativeMethods
{
    /// <summary>The signal that Ctrl-C sends.</summary>
    public const int Interrupt = 2;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    public static partial int Kill(int process, int signal);
}
