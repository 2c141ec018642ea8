using System.Globalization;
using LocalRag.Evaluation;
using LocalRag.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalRag.Benchmarks.Evaluation;

/// <summary>
/// Evaluates the plain host: <c>evaluate [dataset] [answers] [Section:Setting=value...]</c>; the sample questions, all answered, without arguments.
/// <c>evaluate compare REPORT REPORT</c> compares two such runs question by question.
/// </summary>
internal static class EvaluationBenchmark
{
    public static async Task RunAsync(string[] arguments)
    {
        if (arguments is ["compare", string one, string other])
        {
            await PairedComparison.RunAsync(one, other);
            return;
        }

        string[] settings = [.. arguments.Where(argument => argument.Contains('='))];
        string[] rest = [.. arguments.Except(settings)];
        string path = rest is [string first, ..] ? first : Path.Combine(RepositoryPaths.Root, "samples", "prompts", "questions.jsonl");
        int answers = rest is [_, string count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : int.MaxValue;
        EvaluationDataset dataset = EvaluationDataset.Load(path);
        string folder = Path.Combine(Path.GetTempPath(), "localrag-evaluation", dataset.Name);
        using IHost host = Build(Path.Combine(folder, "data"), settings);
        EvaluationReport report = await host.Services.GetRequiredService<Evaluator>().RunAsync(
            dataset, new EvaluationRequest { Folder = Path.Combine(folder, "documents"), Answers = answers });
        await File.WriteAllTextAsync(Path.Combine(folder, "report.json"), report.ToJson());
        Print(report);
        Console.WriteLine($"Each question: {Path.Combine(folder, "report.json")}");
    }

    private static IHost Build(string dataDirectory, string[] settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2))
            .Select(pair => KeyValuePair.Create($"LocalRag:{pair[0]}", (string?)pair[1]))
            .Append(KeyValuePair.Create("LocalRag:DataDirectory", (string?)dataDirectory)));
        builder.Services.AddSingleton<IModelStore, SourceTreeModels>();
        builder.AddLocalRag().AddLlamaCpp().AddOnnxEmbeddings().AddSqliteIndex();
        return builder.Build();
    }

    private static void Print(EvaluationReport report)
    {
        Console.WriteLine($"{report.Dataset}: {report.Documents} documents, {report.Questions} questions, {report.Elapsed.TotalSeconds:N0} s");
        Print("hit@1", report.Retrieval.HitAt1);
        Print("hit@5", report.Retrieval.HitAt5);
        Print("hit@10", report.Retrieval.HitAt10);
        Print("MRR@10", report.Retrieval.MrrAt10);
        Print("nDCG@10", report.Retrieval.NdcgAt10);
        Print("recall@100", report.Retrieval.RecallAt100);
        foreach (ContextScores context in report.Contexts)
        {
            Print($"answer in {context.Budget} tokens", context.AnswerInside, $", {context.Tokens.Value:N0} tokens used");
        }

        Print("abstains, unanswerable", report.Abstention.Unanswerable);
        Print("abstains, answerable", report.Abstention.Answerable);
        if (report.Answers is { } answers)
        {
            Print("answer contains expected", answers.ContainsExpected);
            Print("answer is expected", answers.ExactMatch);
            Print("answer F1", answers.F1);
            Print("cites a relevant document", answers.CitesRelevant);
            Print("citations that are relevant", answers.CitationsRelevant);
            Print("quotes verified", answers.QuotesVerified);
            Print("prompt tokens", answers.PromptTokens);
            Print("seconds per answer", answers.Seconds);
        }

        foreach (string warning in report.Warnings)
        {
            Console.WriteLine($"  warning: {warning}");
        }
    }

    private static void Print(string name, Proportion value, string suffix = "") =>
        Console.WriteLine($"  {name,-28} {value.Value,8:F3}  ({value.Low:F3} to {value.High:F3}; {value.Hits} of {value.Count}{suffix})");

    private static void Print(string name, Average value) =>
        Console.WriteLine($"  {name,-28} {value.Value,8:F3}  ({value.Low:F3} to {value.High:F3}; {value.Count})");
}
