using System.Diagnostics;
using System.Runtime.InteropServices;
using LocalRag.Testing;

namespace LocalRag.EndToEnd.Tests;

/// <summary>Runs the built <c>localrag</c> in a folder of its own, away from the settings and the data of whoever runs the tests.</summary>
internal sealed class LocalRagCommand : IDisposable
{
    /// <summary>How long one run may take, on a slow machine with others at work; a hang then fails the test.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    private static readonly string s_program = Path.Combine(
        AppContext.BaseDirectory, RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "localrag.exe" : "localrag");

    public LocalRagCommand() => Directory.CreateDirectory(DataDirectory);

    public string Folder { get; } = Directory.CreateTempSubdirectory("localrag-").FullName;

    public string DataDirectory => Path.Combine(Folder, "data");

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Writes a file in the folder and returns its path.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs a command over the folder's own data.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => RunWithInputAsync(string.Empty, arguments);

    /// <summary>Runs a command with input over the folder's own data.</summary>
    public Task<CommandResult> RunWithInputAsync(string input, params string[] arguments) => RunPlainAsync(input, WithData(arguments));

    /// <summary>Runs a command over the data that a user has who names no folder.</summary>
    public Task<CommandResult> RunOnUserDataAsync(params string[] arguments) => RunPlainAsync(string.Empty, arguments);

    /// <summary>Runs a command, and sends it the signal of Ctrl-C as soon as it has written a line to standard error.</summary>
    public async Task<CommandResult> RunAndInterruptAsync(params string[] arguments)
    {
        using Process process = Start(WithData(arguments));
        process.StandardInput.Close();
        string? first = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(first);
        Assert.Equal(0, NativeMethods.Kill(process.Id, NativeMethods.Interrupt));
        return await FinishAsync(process, process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Begins a command that is talked to while it runs.</summary>
    public Conversation Open(params string[] arguments) => new(Start(WithData(arguments)));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task<CommandResult> RunPlainAsync(string input, string[] arguments)
    {
        using Process process = Start(arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await FinishAsync(process, process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<CommandResult> FinishAsync(Process process, Task<string> error)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new CommandResult(process.ExitCode, output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private string[] WithData(string[] arguments) => [.. arguments, "--data", DataDirectory];

    private Process Start(string[] arguments)
    {
        ProcessStartInfo start = new(s_program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["HOME"] = Folder;
        start.Environment["LocalRag__Llama__Model"] = RepositoryPaths.ChatModel;
        start.Environment["LocalRag__Onnx__Model"] = RepositoryPaths.EmbeddingModel;
        start.Environment["LocalRag__Onnx__Vocabulary"] = RepositoryPaths.Vocabulary;
        // One thread and a short answer: several models that run side by side on few processors would otherwise wait for each other's threads.
        start.Environment["LocalRag__Llama__Threads"] = "1";
        start.Environment["LocalRag__Answers__MaxOutputTokens"] = "24";
        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{s_program} did not start.");
    }
}
