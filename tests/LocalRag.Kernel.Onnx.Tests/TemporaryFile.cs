using System.Runtime.CompilerServices;
using System.Text;

namespace LocalRag.Onnx.Tests;

/// <summary>Writes files into the folder of the test's binaries; the next run of the same test overwrites them.</summary>
internal static class TemporaryFile
{
    public static string Write(string content, [CallerMemberName] string test = "") => Write(Encoding.UTF8.GetBytes(content), test);

    public static string Write(byte[] content, [CallerMemberName] string test = "")
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "temporary");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{test}-{content.Length}");
        File.WriteAllBytes(path, content);
        return path;
    }
}
