using System.Runtime.InteropServices;

namespace LocalRag.Cli.Hosting.Limits;

internal static partial class NativeMethods
{
    /// <summary>RLIMIT_DATA on Linux: memory of the process's own that may be written, whether it has been touched or not.</summary>
    public const int DataLimit = 2;

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetLimit(int resource, in ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct ResourceLimit(ulong bytes)
    {
        public readonly ulong Current = bytes;
        public readonly ulong Most = bytes;
    }
}
