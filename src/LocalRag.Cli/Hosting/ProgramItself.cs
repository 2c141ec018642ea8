using System.Diagnostics;

namespace LocalRag.Cli.Hosting;

/// <summary>Starts this program once more, however it was started itself.</summary>
internal static class ProgramItself
{
    public static ProcessStartInfo StartInfo(IReadOnlyList<string> arguments)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        bool isRuntime = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        string[] own = isRuntime ? [typeof(ProgramItself).Assembly.Location, .. arguments] : [.. arguments];
        return new ProcessStartInfo(program, own)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
    }
}
