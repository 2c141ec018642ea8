using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace LocalRag.Cli.Hosting.Limits;

/// <summary>Runs this program again as a child that keeps within an amount of memory.</summary>
internal static class LimitedProcess
{
    private const string Variable = "LOCALRAG_MEMORY_LIMIT";

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    /// <summary>Gets the limit that this process runs under, and what keeps it; null where it is not such a child.</summary>
    public static (long Bytes, MemoryLimitKind Kind)? Own { get; private set; }

    /// <summary>Puts the limit on this process where a parent asked for one; to be called before anything is loaded.</summary>
    public static void Enter()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('|') is not [string bytes, string kind])
        {
            return;
        }

        (long Bytes, MemoryLimitKind Kind) limit = (long.Parse(bytes, CultureInfo.InvariantCulture), Enum.Parse<MemoryLimitKind>(kind));
        if (limit.Kind == MemoryLimitKind.DataLimit && NativeMethods.SetLimit(NativeMethods.DataLimit, new NativeMethods.ResourceLimit((ulong)limit.Bytes)) != 0)
        {
            throw new LocalRagException($"The system refused the limit of memory: {Marshal.GetLastPInvokeErrorMessage()}.", "Run without --memory-limit.");
        }

        Own = limit;
    }

    /// <summary>Runs the command line of this process again under a limit, with the same standard output and error.</summary>
    /// <returns>The child's exit code, and why it was ended where it did not end by itself.</returns>
    public static async Task<(int ExitCode, string? Ended)> RunAsync(long bytes, CancellationToken cancellationToken)
    {
        using ControlGroup? group = ControlGroup.TryCreate(bytes);
        MemoryLimitKind kind = group is not null ? MemoryLimitKind.ControlGroup : OperatingSystem.IsLinux() ? MemoryLimitKind.DataLimit : MemoryLimitKind.Watched;
        ProcessStartInfo start = new(Environment.ProcessPath!) { UseShellExecute = false };
        foreach (string argument in Environment.GetCommandLineArgs().Skip(IsRunByDotnet ? 0 : 1))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{bytes}|{kind}");
        if (group is not null)
        {
            group.Enclose(start);
        }
        else
        {
            start.Environment["DOTNET_GCHeapHardLimit"] = (bytes / 2).ToString("X", CultureInfo.InvariantCulture);
        }

        using Process child = Process.Start(start) ?? throw new LocalRagException("The process under the limit of memory did not start.");
        Task<bool> watching = kind == MemoryLimitKind.Watched ? WatchAsync(child, bytes) : Task.FromResult(false);
        try
        {
            await child.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C has reached the child too; it ends by itself.
            await child.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        string limit = string.Create(CultureInfo.InvariantCulture, $"the limit of {bytes >> 20} MiB ({kind})");
        return (child.ExitCode, await watching ? $"It was ended because it went over {limit}."
            : child.ExitCode > 2 ? $"It ended with code {child.ExitCode} under {limit}: the system ended it, or something in it that did not get memory." : null);
    }

    private static bool IsRunByDotnet => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";

    private static async Task<bool> WatchAsync(Process child, long bytes)
    {
        while (!child.HasExited)
        {
            child.Refresh();
            if (child.WorkingSet64 > bytes)
            {
                child.Kill(entireProcessTree: true);
                return true;
            }

            await Task.Delay(s_look);
        }

        return false;
    }
}
