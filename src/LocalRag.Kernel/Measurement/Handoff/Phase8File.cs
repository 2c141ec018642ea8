using System.Text.Json;

namespace LocalRag.Measurement;

/// <summary>Writes the baseline of the plain host as <c>handoff/phase_8_complete.json</c>; its schema is <c>handoff/schema/phase_8_complete.schema.json</c>.</summary>
public static class Phase8File
{
    private const string FileName = "phase_8_complete.json";
    private const string Folder = "handoff";

    /// <summary>Returns where the file goes, before anything is measured.</summary>
    /// <param name="directory">The folder that has the folder <c>handoff</c>.</param>
    /// <exception cref="LocalRagException">There is no such folder.</exception>
    public static string Find(string directory)
    {
        string folder = Path.Combine(directory, Folder);
        return Directory.Exists(folder)
            ? Path.Combine(folder, FileName)
            : throw new LocalRagException($"There is no folder {folder} for the baseline.", "Run the command in the root of the source tree, or make the folder.");
    }

    /// <summary>Writes the file; it appears whole or not at all.</summary>
    /// <exception cref="LocalRagException">The result lacks a figure that the baseline needs.</exception>
    public static void Save(BenchmarkResult result, string path)
    {
        ArgumentNullException.ThrowIfNull(result);
        string tree = Path.GetFullPath(Path.Combine(path, "..", ".."));
        Phase8Handoff handoff = Phase8Handoff.From(result) with
        {
            // The file is committed: a path of the machine that measured says nothing to others.
            Corpus = result.Corpus with { Folder = Relative(tree, result.Corpus.Folder), PromptsFile = Relative(tree, result.Corpus.PromptsFile) },
        };
        string json = JsonSerializer.Serialize(handoff, MeasurementJson.File.Phase8Handoff);
        string partial = path + ".partial";
        File.WriteAllText(partial, json + "\n");
        File.Move(partial, path, overwrite: true);
    }

    private static string Relative(string tree, string path) => Path.GetRelativePath(tree, path).Replace('\\', '/');
}
