using System.Globalization;
using System.Numerics.Tensors;
using LocalRag.Evaluation;
using LocalRag.Evaluation.Metrics;
using LocalRag.Measurement;
using LocalRag.Onnx;
using LocalRag.Plugins.Cache;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace LocalRag.Benchmarks.Cache;

/// <summary>Shows, by threshold, how many rephrasings the Cache plugin would recognise and how many other questions it would take for one: <c>semantic [dataset]</c>.</summary>
/// <remarks>
/// The same question in other words: the sample questions and their rephrasings. Other questions, the hard way: those about the same paragraph of a dataset in SQuAD's
/// format (the same document of the samples without one), which may have the same evidence, where their answers differ. The search, which has to find the same evidence too, is left out.
/// </remarks>
internal static class SemanticCalibration
{
    private static readonly double[] s_thresholds = [0.70, 0.75, 0.80, 0.85, 0.90, 0.925, 0.95];

    public static async Task RunAsync(string[] arguments)
    {
        PromptSet prompts = PromptSet.Load(Path.Combine(RepositoryPaths.Root, "samples", "prompts", "questions.jsonl"));
        (string, string)[] same = [.. prompts.Questions.SelectMany(prompt => Pairs<string>([prompt.Text, .. prompt.Rephrasings]))];
        IEnumerable<IGrouping<string, EvaluationQuestion>> groups = arguments is [string path, ..]
            ? EvaluationDataset.Load(path).Questions.GroupBy(question => string.Join(' ', question.Relevant.Keys.Order(StringComparer.Ordinal)))
            : prompts.Questions.Where(prompt => prompt.Document is not null)
                .GroupBy(prompt => prompt.Document!, prompt => new EvaluationQuestion(prompt.Id, prompt.Text, new Dictionary<string, int>(), [prompt.Phrase!]));

        // Two questions with the same answer may be given the same answer; some datasets have one twice, with two.
        (string, string)[] other =
        [
            .. groups.SelectMany(group => Pairs([.. group]))
                .Where(pair => pair.One.Text.Trim() != pair.Other.Text.Trim() && !Answers(pair.One).Overlaps(Answers(pair.Other)))
                .Select(pair => (pair.One.Text, pair.Other.Text)),
        ];
        using OnnxEmbeddingGenerator generator = new(
            new SourceTreeModels(), Options.Create(new OnnxOptions { Model = RepositoryPaths.EmbeddingModel, Vocabulary = RepositoryPaths.Vocabulary }));
        Pair[] rephrased = await ReadAsync(generator, same);
        Pair[] different = await ReadAsync(generator, other);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{rephrased.Length} pairs of one question, {rephrased.Count(pair => pair.Agrees)} agree in their terms; {different.Length} pairs of different questions, {different.Count(pair => pair.Agrees)} agree"));
        Console.WriteLine("threshold   recognised   taken wrongly (at most, 95%)");
        foreach (double threshold in s_thresholds)
        {
            int hits = rephrased.Count(pair => pair.IsTaken(threshold));
            int wrong = different.Count(pair => pair.IsTaken(threshold));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{threshold,9:0.000}   {(double)hits / rephrased.Length,10:0.0%}   {wrong,4} of {different.Length} ({HitAudit.UpperBound(wrong, different.Length):0.00%})"));
        }

        foreach (Pair pair in different.Where(pair => pair.Agrees).OrderByDescending(pair => pair.Similarity).Take(10))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pair.Similarity:0.000}  {pair.One}  |  {pair.Other}"));
        }
    }

    private static HashSet<string> Answers(EvaluationQuestion question) => [.. question.Answers.Select(AnswerMetrics.Normalize)];

    private static IEnumerable<(T One, T Other)> Pairs<T>(IReadOnlyList<T> questions) =>
        questions.SelectMany((one, index) => questions.Skip(index + 1).Select(other => (one, other)));

    private static async Task<Pair[]> ReadAsync(OnnxEmbeddingGenerator generator, (string One, string Other)[] pairs)
    {
        GeneratedEmbeddings<Embedding<float>> vectors = await generator.GenerateAsync(pairs.SelectMany(pair => new[] { InPrompt(pair.One), InPrompt(pair.Other) }));
        return [.. pairs.Select((pair, index) => new Pair(
            pair.One,
            pair.Other,
            TensorPrimitives.CosineSimilarity(vectors[2 * index].Vector.Span, vectors[(2 * index) + 1].Vector.Span),
            QuestionTerms.Read(InPrompt(pair.One)).Agrees(QuestionTerms.Read(InPrompt(pair.Other)))))];
    }

    // As the plugin sees it.
    private static string InPrompt(string question) => $"Question: {question}";

    private sealed record Pair(string One, string Other, float Similarity, bool Agrees)
    {
        public bool IsTaken(double threshold) => Agrees && Similarity >= threshold;
    }
}
