using System.Text.Json;

namespace LocalRag.Measurement;

/// <summary>Writes the baseline of the plain host as <c>handoff/phase_8_complete.json</c>; its schema is <c>handoff/schema/phase_8_complete.schema.json</c>.</summary>
public static class Phase8File
{
    /// <summary>Returns where the file goes, before anything is measured.</summary>
    /// <param name="directory">The folder that has the folder <c>handoff</c>.</param>
    /// <exception cref="LocalRagException">There is no such folder.</exception>
    public static string Find(string directory) => HandoffFile.Find(directory, "phase_8_complete.json");

    /// <summary>Writes the file; it appears whole or not at all.</summary>
    /// <exception cref="LocalRagException">The result lacks a figure that the baseline needs.</exception>
    public static void Save(BenchmarkResult result, string path)
    {
        ArgumentNullException.ThrowIfNull(result);
        string tree = HandoffFile.Tree(path);
        Phase8Handoff handoff = Phase8Handoff.From(result);

        // The file is committed: paths of the machine that measured say nothing to others.
        handoff = handoff with
        {
            Corpus = result.Corpus with { Folder = Relative(tree, result.Corpus.Folder), PromptsFile = Relative(tree, result.Corpus.PromptsFile) },
        };
        HandoffFile.Write(path, JsonSerializer.Serialize(handoff, MeasurementJson.File.Phase8Handoff));
    }

    private static string Relative(string tree, string path) => Path.GetRelativePath(tree, path).Replace('\\', '/');
}
