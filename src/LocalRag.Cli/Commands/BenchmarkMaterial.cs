using System.CommandLine;

namespace LocalRag.Cli.Commands;

/// <summary>The options that name documents and questions to measure with, and where they are found without them.</summary>
internal sealed class BenchmarkMaterial
{
    private readonly Option<string?> _corpus = new("--corpus") { Description = "The documents; the default is samples/corpus of the source tree.", HelpName = "DIR" };

    private readonly Option<string?> _prompts = new("--prompts") { Description = "The questions, a JSON object a line; the default is samples/prompts/questions.jsonl.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Add(_corpus);
        command.Add(_prompts);
    }

    /// <summary>Returns the folder with the documents and the file with the questions.</summary>
    /// <exception cref="LocalRagException">There are documents without questions, or there is no source tree.</exception>
    public (string Corpus, string Prompts) Find(ParseResult arguments)
    {
        string? corpus = arguments.GetValue(_corpus);
        return (
            corpus ?? SampleFiles.Find("corpus"),
            arguments.GetValue(_prompts) ?? (corpus is null
                ? Path.Combine(SampleFiles.Find("prompts"), "questions.jsonl")
                : throw new LocalRagException("--corpus needs --prompts: the sample questions are about the sample documents.", "Give a file of questions about your documents.")));
    }
}
