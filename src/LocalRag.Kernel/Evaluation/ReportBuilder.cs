using LocalRag.Evaluation.Metrics;

namespace LocalRag.Evaluation;

/// <summary>Counts what came of the questions.</summary>
internal sealed class ReportBuilder(
    string dataset, long documents, IReadOnlyList<QuestionRun> runs, int[] budgets, int configuredBudget, DocumentFolder folder)
{
    private const int Cutoff = 10;

    private readonly QuestionRun[] _answerable = [.. runs.Where(run => run.Question.Answerable)];

    public EvaluationReport Build(IReadOnlyList<string> warnings, TimeSpan elapsed) => new()
    {
        Dataset = dataset,
        Documents = documents,
        Questions = runs.Count,
        Retrieval = Retrieval(),
        Contexts = Contexts(),
        Abstention = new AbstentionScores(
            Proportion.Of(runs.Where(run => !run.Question.Answerable).Select(run => run.Abstained)),
            Proportion.Of(_answerable.Select(run => run.Abstained))),
        Answers = Answers([.. runs.Where(run => run.Answer is not null)]),
        Warnings = warnings,
        Results = [.. runs.Select(Result)],
        Elapsed = elapsed,
    };

    private static bool IsExpected(QuestionRun run) => run.Holds(answer => AnswerMetrics.Contains(run.Answer!, answer));

    private static double Overlap(QuestionRun run) => run.Question.Answers.Max(answer => AnswerMetrics.F1(run.Answer!, answer));

    private RetrievalScores Retrieval() => new(
        HitAt(1),
        HitAt(5),
        HitAt(10),
        Average.Of(_answerable.Select(run => RankingMetrics.ReciprocalRank(run.RankedIds, run.Question.Relevant, Cutoff))),
        Average.Of(_answerable.Select(run => RankingMetrics.NormalizedGain(run.RankedIds, run.Question.Relevant, Cutoff))),
        Average.Of(_answerable.Select(run => RankingMetrics.Recall(run.RankedIds, run.Question.Relevant, 100))));

    private Proportion HitAt(int depth) => Proportion.Of(
        _answerable.Select(run => RankingMetrics.FirstRelevant(run.RankedIds, run.Question.Relevant) <= depth));

    private IReadOnlyList<ContextScores> Contexts()
    {
        QuestionRun[] known = [.. _answerable.Where(run => run.Question.Answers.Count > 0)];
        return known.Length == 0 ? [] : [.. budgets.Select((budget, index) => new ContextScores(
            budget,
            Proportion.Of(known.Select(run => run.Contexts[index].HoldsAnswer)),
            Average.Of(known.Select(run => (double)run.Contexts[index].Tokens))))];
    }

    private AnswerScores? Answers(QuestionRun[] asked)
    {
        QuestionRun[] answerable = [.. asked.Where(run => run.Question.Answerable)];
        QuestionRun[] known = [.. answerable.Where(run => run.Question.Answers.Count > 0)];
        return asked.Length == 0 ? null : new AnswerScores
        {
            Asked = asked.Length,
            ContainsExpected = Proportion.Of(known.Select(IsExpected)),
            ExactMatch = Proportion.Of(known.Select(run => run.Holds(answer => AnswerMetrics.Equal(run.Answer!, answer)))),
            F1 = Average.Of(known.Select(Overlap)),
            CitesRelevant = Proportion.Of(answerable.Select(run => run.Citations.Any(citation => IsRelevant(run, citation.FileId)))),
            CitationsRelevant = Proportion.Of(answerable.SelectMany(run => run.Citations.Select(citation => IsRelevant(run, citation.FileId)))),
            QuotesVerified = Proportion.Of(asked.SelectMany(run => run.Metadata?.Quotes ?? []).Select(quote => quote.Verified)),
            UnanswerableAbstained = Proportion.Of(
                asked.Where(run => !run.Question.Answerable).Select(run => run.Metadata?.Abstained is true)),
            PromptTokens = Average.Of(asked.Select(run => run.Metadata?.PromptTokens).OfType<long>().Select(tokens => (double)tokens)),
            Seconds = Average.Of(asked.Select(run => run.AnswerTime.TotalSeconds)),
        };
    }

    private bool IsRelevant(QuestionRun run, string? documentId) =>
        documentId is not null && folder.DatasetId(documentId) is string id && run.Question.Relevant.ContainsKey(id);

    private QuestionResult Result(QuestionRun run)
    {
        bool known = run.Question.Answers.Count > 0;
        return new QuestionResult(
            run.Question.Id,
            RankingMetrics.FirstRelevant(run.RankedIds, run.Question.Relevant),
            known ? run.Contexts[Array.IndexOf(budgets, configuredBudget)].HoldsAnswer : null,
            run.Metadata?.Abstained ?? run.Abstained,
            run.Answer,
            known && run.Answer is not null ? IsExpected(run) : null);
    }
}
