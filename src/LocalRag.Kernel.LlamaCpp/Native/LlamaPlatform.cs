using System.Runtime.InteropServices;

namespace LocalRag.LlamaCpp.Native;

/// <summary>Names the platform of this process as the packages of prebuilt libraries name it.</summary>
internal static class LlamaPlatform
{
    /// <summary>The package's name, or the plain platform where there is no package.</summary>
    public static string Name { get; } = OperatingSystemName() + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant() switch
    {
        "arm64" when OperatingSystem.IsMacOS() => "arm64-metal",
        string architecture => architecture,
    };

    public static bool IsPrebuilt => Name is "linux-x64" or "linux-arm64" or "mac-arm64-metal" or "mac-x64" or "win-x64";

    /// <summary>The folder that the build fills.</summary>
    public static string DefaultDirectory => Path.Combine(AppContext.BaseDirectory, "llama", Name);

    private static string OperatingSystemName() =>
        OperatingSystem.IsWindows() ? "win"
        : OperatingSystem.IsMacOS() ? "mac"
        : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl"
        : "linux";
}
