using System.Globalization;
using LocalRag.Evaluation;

namespace LocalRag.Cli.Output;

/// <summary>Writes the figures of an evaluation, each with its 95% interval.</summary>
internal static class EvaluationTable
{
    public static void Write(CommandOutput output, EvaluationReport report)
    {
        List<IReadOnlyList<string>> rows =
        [
            Row("hit@1", report.Retrieval.HitAt1),
            Row("hit@5", report.Retrieval.HitAt5),
            Row("hit@10", report.Retrieval.HitAt10),
            Row("MRR@10", report.Retrieval.MrrAt10),
            Row("nDCG@10", report.Retrieval.NdcgAt10),
            Row("recall@100", report.Retrieval.RecallAt100),
            .. report.Contexts.SelectMany(context => new[]
            {
                Row(Invariant($"answer in {context.Budget} tokens"), context.AnswerInside),
                Row(Invariant($"tokens of {context.Budget}"), context.Tokens),
            }),
            Row("abstained, unanswerable", report.Abstention.Unanswerable),
            Row("abstained, answerable", report.Abstention.Answerable),
        ];
        if (report.Answers is { } answers)
        {
            rows.AddRange(
            [
                Row("answer holds the expected", answers.ContainsExpected),
                Row("answer is the expected", answers.ExactMatch),
                Row("answer F1", answers.F1),
                Row("answer cites a right document", answers.CitesRelevant),
                Row("citation names a right document", answers.CitationsRelevant),
                Row("quotes verified", answers.QuotesVerified),
                Row("unanswerable not answered", answers.UnanswerableAbstained),
                Row("prompt tokens", answers.PromptTokens),
                Row("seconds to the answer's end", answers.Seconds),
            ]);
        }

        CommandOutput.WriteLine(Invariant($"{report.Dataset}: {report.Documents:N0} documents, {report.Questions:N0} questions, {report.Elapsed.TotalSeconds:0} s"));
        output.WriteTable(["Measure", "Value", "95% interval", "Of"], [.. rows.Where(row => row[^1] != "0")]);
    }

    private static string[] Row(string measure, Proportion value) =>
        [measure, Invariant($"{value.Value:0.000}"), Invariant($"{value.Low:0.000} to {value.High:0.000}"), Invariant($"{value.Count}")];

    private static string[] Row(string measure, Average value) =>
        [measure, Invariant($"{value.Value:0.000}"), Invariant($"{value.Low:0.000} to {value.High:0.000}"), Invariant($"{value.Count}")];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
