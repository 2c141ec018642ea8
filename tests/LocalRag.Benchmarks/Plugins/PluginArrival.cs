using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using LocalRag.Measurement.Statistics;
using LocalRag.Testing;

namespace LocalRag.Benchmarks.Plugins;

/// <summary>Copies a plugin into the folder of a running <c>localrag chat</c> and deletes it again, and takes the time until it is live, gone, and out of memory.</summary>
/// <remarks><c>plugins arrival FOLDER [--times N]</c>, where FOLDER holds the build of a plugin, for example one from the template.</remarks>
internal static class PluginArrival
{
    private const double LimitSeconds = 2;

    /// <returns>0 where every arrival and every departure took at most two seconds.</returns>
    public static async Task<int> RunAsync(string build, int times)
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("localrag-arrival-");
        string deployed = Path.Combine(data.FullName, "plugins", "arriving");
        Directory.CreateDirectory(Path.GetDirectoryName(deployed)!);
        string document = Path.Combine(data.FullName, "document.md");
        await File.WriteAllTextAsync(document, "A chat needs a document to talk about.");
        using Process ingest = Start(data.FullName, ["ingest", document]);
        await ingest.WaitForExitAsync();
        using Process chat = Start(data.FullName, ["chat", "--verbose", "--set", "Plugins:Watch=true"]);
        try
        {
            ChannelReader<string> said = Listen(chat);
            await chat.StandardInput.WriteLineAsync("/plugins");
            await WaitAsync(said, "No plugins");
            List<double> live = [];
            List<double> gone = [];
            List<double> unloaded = [];
            List<long> resident = [];
            for (int time = 0; time < times; time++)
            {
                live.Add(await TimeAsync(() => Copy(build, deployed), said, "is live with 1 plugin"));
                long deleted = Stopwatch.GetTimestamp();
                gone.Add(await TimeAsync(() => Directory.Delete(deployed, recursive: true), said, "is live with 0 plugin"));
                await WaitAsync(said, "is unloaded");
                unloaded.Add(Stopwatch.GetElapsedTime(deleted).TotalSeconds);
                chat.Refresh();
                resident.Add(chat.WorkingSet64 >> 20);
            }

            await Console.Out.WriteLineAsync($"""
                live after       {Describe(live)}
                gone after       {Describe(gone)}
                unloaded after   {Describe(unloaded)}
                resident         {string.Join(' ', resident)} MiB
                """);
            return live.Concat(gone).Max() <= LimitSeconds ? 0 : 1;
        }
        finally
        {
            chat.Kill();
            await chat.WaitForExitAsync();
            data.Delete(recursive: true);
        }
    }

    private static Process Start(string data, string[] command)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "localrag.exe" : "localrag");
        string[] arguments = [.. command, "--data", data, "--set", $"Plugins:Directory={Path.Combine(data, "plugins")}", "--set", $"Llama:Model={RepositoryPaths.ChatModel}"];
        return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
    }

    private static ChannelReader<string> Listen(Process chat)
    {
        Channel<string> said = Channel.CreateUnbounded<string>();
        void Receive(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is not null)
            {
                said.Writer.TryWrite(line.Data);
            }
        }

        chat.ErrorDataReceived += Receive;
        chat.OutputDataReceived += Receive;
        chat.Exited += (_, _) => said.Writer.TryComplete();
        chat.EnableRaisingEvents = true;
        chat.BeginErrorReadLine();
        chat.BeginOutputReadLine();
        return said.Reader;
    }

    private static async Task<double> TimeAsync(Action change, ChannelReader<string> said, string text)
    {
        long started = Stopwatch.GetTimestamp();
        change();
        await WaitAsync(said, text);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task WaitAsync(ChannelReader<string> said, string text)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        List<string> lines = [];
        try
        {
            do
            {
                lines.Add(await said.ReadAsync(limit.Token));
            }
            while (!lines[^1].Contains(text, StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            throw new InvalidOperationException($"The chat did not say '{text}'. It said:\n{string.Join('\n', lines)}", exception);
        }
    }

    // Copied as anyone would, file by file under its final name: settling is the host's business.
    private static void Copy(string build, string deployed)
    {
        Directory.CreateDirectory(deployed);
        foreach (string file in Directory.EnumerateFiles(build))
        {
            File.Copy(file, Path.Combine(deployed, Path.GetFileName(file)));
        }
    }

    private static string Describe(List<double> seconds) => string.Create(
        CultureInfo.InvariantCulture, $"median {Quantile.Median(seconds):0.00} s, longest {seconds.Max():0.00} s, n = {seconds.Count}");
}
