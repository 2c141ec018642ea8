using System.Diagnostics;
using System.Globalization;
using LocalRag.LlamaCpp;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Benchmarks.Engine;

/// <summary>Time to the first token of a process's first question, with what an earlier process left in a folder and without. Each answer is a process of its own.</summary>
internal static class RestartComparison
{
    private const int OutputTokens = 16;
    private const string AnswerCommand = "restart-answer";

    private static readonly int[] s_passages = [0, 1, 2, 3, 4];

    /// <summary>Compares, or answers one question in this process: <c>engine restart [--rounds N]</c>.</summary>
    public static async Task<int> RunAsync(EngineBenchmark benchmark, int rounds)
    {
        string root = Directory.CreateTempSubdirectory("localrag-restart-").FullName;
        try
        {
            List<Outcome> cold = [], exact = [], evidence = [];
            int same = 0;
            for (int round = 0; round < rounds; round++)
            {
                // Other passages in each round; the second question is another one, and for evidence also in another order.
                string passages = string.Join(',', s_passages.Select(passage => passage + (5 * round)));
                string reversed = string.Join(',', s_passages.Reverse().Select(passage => passage + (5 * round)));
                string exactFolder = Path.Combine(root, $"exact-{round}"), evidenceFolder = Path.Combine(root, $"evidence-{round}");
                Outcome first = await AnswerAsync(benchmark.ModelPath, "exact", exactFolder, passages, 0);
                await AnswerAsync(benchmark.ModelPath, "evidence", evidenceFolder, passages, 0);
                Outcome without = await AnswerAsync(benchmark.ModelPath, "off", "none", passages, 1);
                Outcome with = await AnswerAsync(benchmark.ModelPath, "exact", exactFolder, passages, 1);
                Outcome approximate = await AnswerAsync(benchmark.ModelPath, "evidence", evidenceFolder, reversed, 1);
                same += with.Answer == without.Answer && first.Reused == 0 && with.Reused > with.Prompt / 2 && approximate.Reused > approximate.Prompt / 2 ? 1 : 0;
                cold.Add(without);
                exact.Add(with);
                evidence.Add(approximate);
                Console.WriteLine($"round {round}: cold {without}; head and evidence {with}; evidence in another order {approximate}");
            }

            Print("From the start of the first request to its first token, loading the model included:", outcome => outcome.FirstMilliseconds);
            Print("The same from when the model was there:", outcome => outcome.FirstMilliseconds - outcome.LoadMilliseconds);
            Console.WriteLine($"reuse verified and exact answers the same   {same} of {rounds}");
            return same == rounds ? 0 : 1;

            void Print(string title, Func<Outcome, double> time)
            {
                Console.WriteLine(title);
                Console.WriteLine($"nothing to restore                          {MedianInterval.Of(cold.Select(time))} ms");
                Console.WriteLine($"head and evidence restored, exact           {MedianInterval.Of(exact.Select(time))} ms, share of cold {MedianInterval.Of(exact.Zip(cold, (with, without) => time(with) / time(without)))}");
                Console.WriteLine($"evidence restored, in another order         {MedianInterval.Of(evidence.Select(time))} ms, share of cold {MedianInterval.Of(evidence.Zip(cold, (with, without) => time(with) / time(without)))}");
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>Answers one question and tells of it on standard output: <c>engine restart-answer MODEL off|exact|evidence FOLDER PASSAGES QUESTION</c>.</summary>
    public static async Task<int> AnswerAsync(string[] arguments)
    {
        if (arguments is not [AnswerCommand, string model, string mode, string folder, string passages, string question])
        {
            return 2;
        }

        LlamaOptions settings = new()
        {
            Model = model,
            PrefixReuse = mode != "off",
            PrefixReuseDiskMiB = mode == "off" ? 0 : 1024,
            PrefixReuseDirectory = folder,
            EvidenceReuse = mode == "evidence",
            EvidenceAuditShare = 0,
        };
        string[] texts = ReuseComparison.Passages();
        ChatMessage[] messages = ReuseComparison.Write(
            [.. passages.Split(',').Select(index => texts[int.Parse(index, CultureInfo.InvariantCulture) % texts.Length])],
            ReuseComparison.Questions[int.Parse(question, CultureInfo.InvariantCulture)]);
        using LlamaChatClient client = new(new FixedOptions<LlamaOptions>(settings), new SourceTreeModels());
        long start = Stopwatch.GetTimestamp();
        TimeSpan? first = null;
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(messages, new ChatOptions { MaxOutputTokens = OutputTokens, Temperature = 0 }))
        {
            first ??= Stopwatch.GetElapsedTime(start);
            updates.Add(update);
        }

        ChatResponse response = updates.ToChatResponse();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{first!.Value.TotalMilliseconds:0.0}|{LoadTime(updates).TotalMilliseconds:0.0}|{response.Usage!.CachedInputTokenCount}|{response.Usage.InputTokenCount}|{response.Text.ReplaceLineEndings(" ")}"));
        return 0;
    }

    private static TimeSpan LoadTime(List<ChatResponseUpdate> updates) =>
        updates.Select(update => update.AdditionalProperties?.GetValueOrDefault(LlamaChatClient.LoadTimeKey)).OfType<TimeSpan>().FirstOrDefault();

    private static async Task<Outcome> AnswerAsync(string model, string mode, string folder, string passages, int question)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true };
        string[] own = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [typeof(RestartComparison).Assembly.Location] : [];
        foreach (string argument in (string[])[.. own, "engine", AnswerCommand, model, mode, folder, passages, question.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        string[] parts = output.Trim().Split('|', 5);
        return parts.Length == 5 && process.ExitCode == 0
            ? new Outcome(
                double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture),
                int.Parse(parts[2], CultureInfo.InvariantCulture), int.Parse(parts[3], CultureInfo.InvariantCulture), parts[4])
            : throw new InvalidOperationException($"The process that answers ended with {process.ExitCode}: {output}");
    }

    private sealed record Outcome(double FirstMilliseconds, double LoadMilliseconds, int Reused, int Prompt, string Answer)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{FirstMilliseconds:0} ms, {LoadMilliseconds:0} of them loading ({Reused} of {Prompt} tokens)");
    }
}
