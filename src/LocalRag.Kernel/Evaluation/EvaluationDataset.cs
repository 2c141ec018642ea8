using LocalRag.Evaluation.Datasets;

namespace LocalRag.Evaluation;

/// <summary>Questions whose answers are known, and the documents to find them in.</summary>
/// <param name="Name">What it is called in reports: the file's or folder's name.</param>
/// <param name="Documents">The documents, read as they are enumerated; null where they are files of <paramref name="Folder"/> already.</param>
/// <param name="Folder">The folder with the documents; null where they are <paramref name="Documents"/>.</param>
/// <param name="Questions">The questions.</param>
public sealed record EvaluationDataset(
    string Name, IEnumerable<EvaluationDocument>? Documents, string? Folder, IReadOnlyList<EvaluationQuestion> Questions)
{
    /// <summary>Reads a dataset: a file in SQuAD format (<c>.json</c>), a folder as BEIR has them, or a file with one question a line (<c>.jsonl</c>).</summary>
    /// <remarks>
    /// A BEIR folder holds <c>corpus.jsonl</c>, <c>queries.jsonl</c> and <c>qrels/SPLIT.tsv</c>. A line of a <c>.jsonl</c> file has
    /// <c>id</c>, <c>question</c>, and, where there is an answer, <c>document</c> (a path below the folder <c>corpus</c> next to the file's own folder)
    /// and <c>phrase</c> (words of the answer).
    /// </remarks>
    /// <param name="path">The file or folder.</param>
    /// <param name="split">Which relevance judgements of a BEIR folder are meant.</param>
    /// <param name="corpus">The folder with the documents of a <c>.jsonl</c> file; null for the one described above.</param>
    /// <exception cref="LocalRagException">There is no such file or folder, or it is not in one of these formats; the message names file and line.</exception>
    public static EvaluationDataset Load(string path, string split = "test", string? corpus = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            return BeirFolder.Load(path, split);
        }

        if (!File.Exists(path))
        {
            throw new LocalRagException($"There is no evaluation dataset {path}.", "Give a SQuAD file (.json), a BEIR folder, or a file of questions (.jsonl).");
        }

        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".JSON" => SquadFile.Load(path),
            ".JSONL" => QuestionsFile.Load(path, corpus),
            string extension => throw new LocalRagException(
                $"{path} is no evaluation dataset: its extension is '{extension}'.", "Give a SQuAD file (.json), a BEIR folder, or a file of questions (.jsonl)."),
        };
    }
}
