namespace LocalRag.Evaluation.Datasets;

/// <summary>A file with one question a line, about documents that lie in a folder.</summary>
internal static class QuestionsFile
{
    public static EvaluationDataset Load(string path, string? corpus)
    {
        string folder = Path.GetFullPath(corpus ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, "..", "corpus"));
        if (!Directory.Exists(folder))
        {
            throw DatasetError.At(path, $"its documents should be in {folder}, which is no folder");
        }

        List<EvaluationQuestion> questions = [];
        foreach ((int line, QuestionLine entry) in JsonLines.Read(path, DatasetJsonContext.Default.QuestionLine))
        {
            if (entry is not { Id: { Length: > 0 } id, Question: { Length: > 0 } text })
            {
                throw DatasetError.At(path, line, "it has no \"id\" or no \"question\"");
            }

            if (entry.Document is null != entry.Phrase is null)
            {
                throw DatasetError.At(path, line, "\"document\" and \"phrase\" belong together: both, or neither where nothing answers the question");
            }

            if (entry.Document is not null && !File.Exists(Path.Combine(folder, entry.Document)))
            {
                throw DatasetError.At(path, line, $"there is no document {entry.Document} in {folder}");
            }

            Dictionary<string, int> relevant = entry.Document is null ? [] : new() { [entry.Document.Replace('\\', '/')] = 1 };
            questions.Add(new EvaluationQuestion(id, text, relevant, entry.Phrase is null ? [] : [entry.Phrase]));
        }

        return questions.Count > 0
            ? new EvaluationDataset(Path.GetFileNameWithoutExtension(path), null, folder, questions)
            : throw DatasetError.At(path, "it has no questions");
    }
}
