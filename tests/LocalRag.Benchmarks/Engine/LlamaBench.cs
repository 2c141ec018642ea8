using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace LocalRag.Benchmarks.Engine;

/// <summary>Runs llama.cpp's own benchmark, as a process of its own.</summary>
internal static class LlamaBench
{
    /// <summary>Returns tokens per second of a prompt and of output, each as the median of llama-bench's own repetitions.</summary>
    public static async Task<(double Prefill, double Decode)> RunAsync(string program, string model, int promptTokens, int outputTokens, int threads)
    {
        ProcessStartInfo start = new(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "-m", model, "-t", Text(threads), "-p", Text(promptTokens), "-n", Text(outputTokens),
                "-r", "1", "-ngl", "0", "-fa", "auto", "-o", "json",
            },
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
        }

        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement[] tests = [.. document.RootElement.EnumerateArray()];
        return (Rate("n_prompt"), Rate("n_gen"));

        double Rate(string kind) => tests.Single(test => test.GetProperty(kind).GetInt32() > 0).GetProperty("avg_ts").GetDouble();
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
