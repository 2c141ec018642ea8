using System.Globalization;
using System.Text.Json;

namespace LocalRag.Evaluation.Datasets;

/// <summary>A file in the format of SQuAD 1.1, SQuAD 2.0 and XQuAD: articles, their paragraphs, and questions to each paragraph.</summary>
/// <param name="Data">The articles.</param>
internal sealed record SquadFile(IReadOnlyList<SquadArticle>? Data)
{
    /// <summary>Reads the file; each paragraph becomes a document, numbered by article and paragraph.</summary>
    public static EvaluationDataset Load(string path)
    {
        SquadFile? file;
        try
        {
            using FileStream stream = File.OpenRead(path);
            file = JsonSerializer.Deserialize(stream, DatasetJsonContext.Default.SquadFile);
        }
        catch (JsonException exception)
        {
            throw DatasetError.At(path, exception);
        }

        if (file?.Data is not { Count: > 0 } articles)
        {
            throw DatasetError.At(path, "there is no \"data\" with articles in it");
        }

        List<EvaluationDocument> documents = [];
        List<EvaluationQuestion> questions = [];
        foreach ((int articleNumber, SquadArticle article) in articles.Index())
        {
            foreach ((int number, SquadParagraph paragraph) in (article.Paragraphs ?? []).Index())
            {
                string id = string.Create(CultureInfo.InvariantCulture, $"{articleNumber + 1:D4}-{number + 1:D4}");
                documents.Add(new EvaluationDocument(id, paragraph.Context ?? throw DatasetError.At(path, $"paragraph {id} has no \"context\"")));
                questions.AddRange((paragraph.Questions ?? []).Select(question => ToQuestion(question, id, path)));
            }
        }

        return questions.Count > 0
            ? new EvaluationDataset(Path.GetFileNameWithoutExtension(path), documents, null, questions)
            : throw DatasetError.At(path, "it has no questions");
    }

    private static EvaluationQuestion ToQuestion(SquadQuestion question, string document, string path)
    {
        if (question is not { Id: { Length: > 0 } id, Question: { Length: > 0 } text })
        {
            throw DatasetError.At(path, $"a question of paragraph {document} has no \"id\" or no \"question\"");
        }

        string[] answers = [.. (question.Answers ?? []).Select(answer => answer.Text).OfType<string>().Where(answer => answer.Length > 0).Distinct()];
        return question.IsImpossible || answers.Length == 0
            ? new EvaluationQuestion(id, text, new Dictionary<string, int>(), [])
            : new EvaluationQuestion(id, text, new Dictionary<string, int> { [document] = 1 }, answers);
    }
}
