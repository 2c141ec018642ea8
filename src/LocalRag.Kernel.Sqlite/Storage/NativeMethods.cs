using System.Runtime.InteropServices;
using SQLitePCL;

namespace LocalRag.Sqlite.Storage;

/// <summary>The one function of SQLite that the managed binding lacks.</summary>
internal static partial class NativeMethods
{
    public const int FileControlHasMoved = 20;

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    public static partial int FileControl(sqlite3 database, string name, int operation, out int value);
}
