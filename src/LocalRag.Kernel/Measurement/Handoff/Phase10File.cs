using System.Text.Json;

namespace LocalRag.Measurement;

/// <summary>Writes what the plugins give as <c>handoff/phase_10_complete.json</c>; its schema is <c>handoff/schema/phase_10_complete.schema.json</c>.</summary>
public static class Phase10File
{
    private const string FileName = "phase_10_complete.json";
    private const string Folder = "handoff";

    /// <summary>Returns where the file goes, before anything is measured.</summary>
    /// <param name="directory">The folder that has the folder <c>handoff</c>.</param>
    /// <exception cref="LocalRagException">There is no such folder.</exception>
    public static string Find(string directory)
    {
        string folder = Path.Combine(directory, Folder);
        return Directory.Exists(folder)
            ? Path.Combine(folder, FileName)
            : throw new LocalRagException($"There is no folder {folder} for the result.", "Run the command in the root of the source tree, or make the folder.");
    }

    /// <summary>Writes the file; it appears whole or not at all.</summary>
    /// <param name="result">A run of the plain host and of the host with plugins, in turns.</param>
    /// <param name="recommendations">What follows from the figures, as sentences.</param>
    /// <param name="path">The file, as <see cref="Find"/> returns it.</param>
    /// <exception cref="LocalRagException">The result lacks a host or a figure that the file needs.</exception>
    public static void Save(BenchmarkResult result, IReadOnlyList<string> recommendations, string path)
    {
        ArgumentNullException.ThrowIfNull(result);
        string tree = Path.GetFullPath(Path.Combine(path, "..", ".."));
        Phase10Handoff handoff = Phase10Handoff.From(result, PluginFiles.List(tree), recommendations);
        string json = JsonSerializer.Serialize(handoff, MeasurementJson.File.Phase10Handoff);
        string partial = path + ".partial";
        File.WriteAllText(partial, json + "\n");
        File.Move(partial, path, overwrite: true);
    }
}
