using LocalRag.Evaluation.Datasets;

namespace LocalRag.Measurement;

/// <summary>The questions and conversations of a benchmark.</summary>
/// <param name="Questions">The questions.</param>
/// <param name="Conversations">The conversations; empty where there are none.</param>
internal sealed record PromptSet(IReadOnlyList<BenchmarkPrompt> Questions, IReadOnlyList<BenchmarkPrompt> Conversations)
{
    private const string ConversationsFile = "follow-ups.jsonl";
    private const string RephrasingsFile = "rephrasings.jsonl";

    /// <summary>Reads a file of questions, and beside it the conversations and rephrasings, where there are such files.</summary>
    /// <exception cref="LocalRagException">There is no such file, or it is not what it should be; the message names file and line.</exception>
    public static PromptSet Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new LocalRagException($"There is no file of prompts {path}.", "Give one with --prompts FILE: a JSON object a line, with id, question, and where known document and phrase.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Dictionary<string, IReadOnlyList<string>> rephrasings = Read(Path.Combine(folder, RephrasingsFile))
            .Where(entry => entry.Rephrasings is { Count: > 0 })
            .ToDictionary(entry => entry.Id!, entry => entry.Rephrasings!, StringComparer.Ordinal);
        BenchmarkPrompt[] questions = [.. Read(path).Select(entry => new BenchmarkPrompt(
            entry.Id!, [entry.Question ?? throw Wrong(path, entry.Id!, "question")], entry.Document, entry.Phrase, entry.Rephrasings ?? rephrasings.GetValueOrDefault(entry.Id!, [])))];
        string conversations = Path.Combine(folder, ConversationsFile);
        return questions.Length == 0
            ? throw new LocalRagException($"The file of prompts {path} is empty.", "Put a JSON object a line into it, with id and question.")
            : new PromptSet(questions, [.. Read(conversations).Select(entry => new BenchmarkPrompt(
                entry.Id!, entry.Turns is { Count: > 1 } turns ? turns : throw Wrong(conversations, entry.Id!, "turns"), entry.Document, entry.Phrase, []))]);
    }

    private static IEnumerable<PromptLine> Read(string path)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        foreach ((int line, PromptLine entry) in JsonLines.Read(path, PromptJson.Default.PromptLine))
        {
            yield return string.IsNullOrEmpty(entry.Id)
                ? throw new LocalRagException($"{path}, line {line}: the prompt has no \"id\".", "Give each prompt an id of its own.")
                : entry;
        }
    }

    private static LocalRagException Wrong(string path, string id, string field) =>
        new($"{path}: the prompt {id} has no \"{field}\".", "See samples/prompts/README.md for the fields.");
}
