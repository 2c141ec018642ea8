using System.Globalization;

namespace LocalRag.Evaluation.Datasets;

/// <summary>A folder as the BEIR datasets have them. The corpus is read as it is needed; only questions with judgements count.</summary>
internal static class BeirFolder
{
    public static EvaluationDataset Load(string folder, string split)
    {
        string corpus = Existing(folder, "corpus.jsonl");
        string queries = Existing(folder, "queries.jsonl");
        Dictionary<string, Dictionary<string, int>> judgements = ReadJudgements(Existing(folder, Path.Combine("qrels", $"{split}.tsv")));
        List<EvaluationQuestion> questions = [];
        foreach ((int line, BeirText query) in JsonLines.Read(queries, DatasetJsonContext.Default.BeirText))
        {
            string id = query.Id ?? throw DatasetError.At(queries, line, "it has no \"_id\"");
            if (judgements.TryGetValue(id, out Dictionary<string, int>? relevant))
            {
                questions.Add(new EvaluationQuestion(id, query.Text ?? throw DatasetError.At(queries, line, "it has no \"text\""), relevant, []));
            }
        }

        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return questions.Count > 0
            ? new EvaluationDataset(name, ReadCorpus(corpus), null, questions)
            : throw DatasetError.At(queries, $"no question has judgements in qrels/{split}.tsv");
    }

    private static IEnumerable<EvaluationDocument> ReadCorpus(string path) =>
        JsonLines.Read(path, DatasetJsonContext.Default.BeirText).Select(entry => new EvaluationDocument(
            entry.Value.Id ?? throw DatasetError.At(path, entry.Line, "it has no \"_id\""),
            string.IsNullOrWhiteSpace(entry.Value.Title) ? entry.Value.Text ?? string.Empty : $"{entry.Value.Title}\n\n{entry.Value.Text}"));

    private static Dictionary<string, Dictionary<string, int>> ReadJudgements(string path)
    {
        Dictionary<string, Dictionary<string, int>> judgements = [];
        foreach ((int index, string line) in File.ReadLines(path).Index())
        {
            string[] fields = line.Split('\t', StringSplitOptions.TrimEntries);
            if (fields is not [string query, string document, string grade] || !int.TryParse(grade, CultureInfo.InvariantCulture, out int value))
            {
                if (index == 0 || line.Length == 0)
                {
                    continue;
                }

                throw DatasetError.At(path, index + 1, "it is not a question, a document and a grade with tabs between");
            }

            if (value > 0)
            {
                if (!judgements.TryGetValue(query, out Dictionary<string, int>? relevant))
                {
                    judgements.Add(query, relevant = []);
                }

                relevant[document] = value;
            }
        }

        return judgements;
    }

    private static string Existing(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? path : throw DatasetError.At(folder, $"it has no {name}");
    }
}
