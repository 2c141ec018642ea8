using LocalRag.Evaluation;
using LocalRag.Testing;
using LocalRag.Tests.Ingestion;

namespace LocalRag.Tests.Evaluation;

public sealed class EvaluationDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> BrokenFiles => new()
    {
        { "x.json", "" },
        { "x.json", "[1, 2" },
        { "x.json", "{}" },
        { "x.json", """{"data": []}""" },
        { "x.json", """{"data": [{"paragraphs": [{"qas": []}]}]}""" },
        { "x.json", """{"data": [{"paragraphs": [{"context": "c", "qas": [{"question": "q"}]}]}]}""" },
        { "x.json", """{"data": [{"paragraphs": [{"context": "c", "qas": []}]}]}""" },
        { "x.txt", "text" },
        { "questions/x.jsonl", "" },
        { "questions/x.jsonl", "not json" },
        { "questions/x.jsonl", """{"id": "1"}""" },
        { "questions/x.jsonl", """{"id": "1", "question": "q", "document": "a.md"}""" },
        { "questions/x.jsonl", """{"id": "1", "question": "q", "document": "missing.md", "phrase": "p"}""" },
    };

    [Fact]
    public void Load_Squad_MakesADocumentOfEachParagraph()
    {
        string path = _folder.Write("small.json", """
            {"version": "2.0", "data": [
              {"title": "T", "paragraphs": [
                {"context": "One.", "qas": [{"id": "q1", "question": "First?", "answers": [{"text": "One", "answer_start": 0}, {"text": "One"}]}]},
                {"context": "Two.", "qas": [{"id": "q2", "question": "Never?", "answers": [], "is_impossible": true}]}]}]}
            """);

        EvaluationDataset dataset = EvaluationDataset.Load(path);

        Assert.Equal([new EvaluationDocument("0001-0001", "One."), new EvaluationDocument("0001-0002", "Two.")], dataset.Documents);
        Assert.Equal(["One"], dataset.Questions[0].Answers);
        Assert.Equal(1, dataset.Questions[0].Relevant["0001-0001"]);
        Assert.False(dataset.Questions[1].Answerable);
    }

    [Fact]
    public void Load_Beir_TakesTheQuestionsThatHaveJudgements()
    {
        _folder.Write("corpus.jsonl", "{\"_id\": \"d1\", \"title\": \"Title\", \"text\": \"Text.\"}\n\n{\"_id\": \"d2\", \"title\": \"\", \"text\": \"Only text.\"}\n");
        _folder.Write("queries.jsonl", "{\"_id\": \"q1\", \"text\": \"First?\"}\n{\"_id\": \"q2\", \"text\": \"Unjudged?\"}\n");
        _folder.Write("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n");

        EvaluationDataset dataset = EvaluationDataset.Load(_folder.Path);

        EvaluationQuestion question = Assert.Single(dataset.Questions);
        Assert.Equal(("First?", 2), (question.Text, Assert.Single(question.Relevant).Value));
        Assert.Equal([new EvaluationDocument("d1", "Title\n\nText."), new EvaluationDocument("d2", "Only text.")], dataset.Documents);
    }

    [Theory]
    [InlineData("corpus.jsonl")]
    [InlineData("queries.jsonl")]
    [InlineData("qrels/test.tsv")]
    public void Load_BeirWithAFileMissing_NamesIt(string missing)
    {
        foreach (string name in new[] { "corpus.jsonl", "queries.jsonl", "qrels/test.tsv" }.Where(name => name != missing))
        {
            _folder.Write(name, string.Empty);
        }

        LocalRagException exception = Assert.Throws<LocalRagException>(() => EvaluationDataset.Load(_folder.Path));

        Assert.Contains(missing, exception.Message.Replace('\\', '/'), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BeirWithABrokenJudgement_NamesItsLine()
    {
        _folder.Write("corpus.jsonl", string.Empty);
        _folder.Write("queries.jsonl", string.Empty);
        _folder.Write("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1 d2 1\n");

        LocalRagException exception = Assert.Throws<LocalRagException>(() => EvaluationDataset.Load(_folder.Path));

        Assert.Contains("line 3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Questions_FindsTheCorpusBesideTheirFolder()
    {
        _folder.Write("corpus/guides/a.md", "text");
        string path = _folder.Write("prompts/questions.jsonl", """
            {"id": "1", "question": "Where?", "document": "guides/a.md", "phrase": "text"}
            {"id": "2", "question": "Nowhere?", "document": null, "phrase": null}
            """);

        EvaluationDataset dataset = EvaluationDataset.Load(path);

        Assert.Equal((_folder.At("corpus"), true), (dataset.Folder, dataset.Documents is null));
        Assert.Equal(("guides/a.md", "text"), (dataset.Questions[0].Relevant.Keys.Single(), dataset.Questions[0].Answers.Single()));
        Assert.False(dataset.Questions[1].Answerable);
    }

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void Load_BrokenFile_NamesTheFileAndWhatToDo(string name, string content)
    {
        _folder.Write("corpus/a.md", "text");
        string path = _folder.Write(name, content);

        LocalRagException exception = Assert.Throws<LocalRagException>(() => EvaluationDataset.Load(path));

        Assert.Contains(path, exception.Problem, StringComparison.Ordinal);
        Assert.NotNull(exception.NextStep);
    }

    [Fact]
    public void Load_Missing_SaysSo()
    {
        Assert.Contains("There is no", Assert.Throws<LocalRagException>(() => EvaluationDataset.Load(_folder.At("none.json"))).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TheSampleQuestions_MatchTheSampleCorpus()
    {
        EvaluationDataset dataset = EvaluationDataset.Load(Path.Combine(RepositoryPaths.Root, "samples", "prompts", "questions.jsonl"));

        Assert.Equal((60, 10), (dataset.Questions.Count, dataset.Questions.Count(question => !question.Answerable)));
    }

    [Fact]
    public void Load_Xquad_HasAllItsQuestions()
    {
        string path = Path.Combine(RepositoryPaths.Shared ?? string.Empty, "data", "xquad-en-half.json");
        Assert.SkipWhen(!File.Exists(path), "shared/data/xquad-en-half.json is not beside this checkout.");

        EvaluationDataset dataset = EvaluationDataset.Load(path);

        Assert.Equal((120, 612), (dataset.Documents!.Count(), dataset.Questions.Count));
        Assert.All(dataset.Questions, question => Assert.True(question.Answerable));
    }

    public void Dispose() => _folder.Dispose();
}
