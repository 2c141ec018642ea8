using System.Runtime.InteropServices;
using LocalRag.Plugins;

namespace LocalRag.Measurement.Stress;

/// <summary>Changes the host under the callers: settings, memory, plugins.</summary>
internal sealed class HostOperations(StressRun run, int caller, Random random)
{
    private const long MostBallast = 256L << 20;
    private static readonly TimeSpan s_squeeze = TimeSpan.FromSeconds(1);

    /// <summary>Settings that the next call uses, with values that keep answers possible.</summary>
    private static readonly (string Key, string[] Values)[] s_settings =
    [
        ("Retrieval:Limit", ["10", "20", "40"]),
        ("Retrieval:ContextTokens", ["120", "200", "320"]),
        ("Retrieval:DenseWeight", ["0.3", "0.45", "0.6"]),
        ("Retrieval:EvidenceFloor", ["0.2", "0.45"]),
        ("Answers:MaxOutputTokens", ["16", "48", "96"]),
        ("Answers:HistoryTurns", ["1", "2", "3"]),
        ("Answers:PassageMarks", ["true", "false"]),
        ("Ingestion:EmbeddingBatch", ["4", "16", "32"]),
        ("Ingestion:Readers", ["1", "2", "4"]),
    ];

    public StressEnding ChangeSetting()
    {
        (string key, string[] values) = s_settings[random.Next(s_settings.Length)];
        string value = values[random.Next(values.Length)];
        run.Log.Note(caller, $"sets {key} to {value}");

        // Another caller that sets the same key must not come between the change and the look.
        lock (run.Corpus)
        {
            run.Request.ChangeSetting!(key, value);
            string? inForce = run.Host.Settings.List().Single(setting => setting.Key == key).Value;
            return run.Log.Check(StressInvariant.SettingsApply, inForce == value, () => $"{key} was set to {value} and is {inForce}.")
                ? StressEnding.Done
                : StressEnding.Broken;
        }
    }

    /// <summary>Holds a part of the memory that is still allowed for a second.</summary>
    public async Task<StressEnding> SqueezeAsync(long budget, CancellationToken cancellationToken)
    {
        long room = Math.Max(0, budget - run.Host.Memory.ReadProcess().Private);
        long bytes = Math.Min(MostBallast, (long)(room * (0.2 + (0.3 * random.NextDouble()))));
        run.Log.Note(caller, $"squeezes by {bytes >> 20} MiB");
        nint ballast = Take(bytes);
        if (ballast == 0)
        {
            run.Log.Note(caller, "was refused the memory to squeeze with");
            return StressEnding.Cancelled;
        }

        run.AddBallast(bytes);
        try
        {
            await Task.Delay(s_squeeze, run.Host.TimeProvider, cancellationToken);
        }
        finally
        {
            Marshal.FreeHGlobal(ballast);
            run.AddBallast(-bytes);
        }

        return StressEnding.Done;
    }

    public async Task<StressEnding> SwapAsync()
    {
        List<PluginStatus> plugins = [.. run.Host.Plugins.List().Where(plugin => run.Plugins.Contains(plugin.Id) && (plugin.State is PluginState.Active or PluginState.Disabled))];
        if (plugins.Count == 0)
        {
            return StressEnding.Done;
        }

        PluginStatus plugin = plugins[random.Next(plugins.Count)];
        bool enable = plugin.State != PluginState.Active;
        run.Log.Note(caller, $"turns plugin {plugin.Id} {(enable ? "on" : "off")}");
        PluginChange change = await run.Host.Plugins.SetEnabledAsync(plugin.Id, enable, CancellationToken.None);
        return run.Log.Check(
            StressInvariant.DoesNotFail, change.Refused.Count == 0, () => $"Turning plugin {plugin.Id} {(enable ? "on" : "off")}: {string.Join(" ", change.Refused)}")
            ? StressEnding.Done
            : StressEnding.Broken;
    }

    /// <summary>Takes memory and writes to each page, so that it is really there; returns 0 where the system refuses it.</summary>
    private static nint Take(long bytes)
    {
        try
        {
            nint ballast = Marshal.AllocHGlobal((nint)bytes);
            for (long offset = 0; offset < bytes; offset += Environment.SystemPageSize)
            {
                Marshal.WriteByte(ballast + (nint)offset, 1);
            }

            return ballast;
        }
        catch (OutOfMemoryException)
        {
            return 0;
        }
    }
}
