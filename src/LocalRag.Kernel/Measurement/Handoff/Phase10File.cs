using System.Text.Json;

namespace LocalRag.Measurement;

/// <summary>Writes what the plugins give as <c>handoff/phase_10_complete.json</c>; its schema is <c>handoff/schema/phase_10_complete.schema.json</c>.</summary>
public static class Phase10File
{
    /// <summary>Returns where the file goes, before anything is measured.</summary>
    /// <param name="directory">The folder that has the folder <c>handoff</c>.</param>
    /// <exception cref="LocalRagException">There is no such folder.</exception>
    public static string Find(string directory) => HandoffFile.Find(directory, "phase_10_complete.json");

    /// <summary>Writes the file; it appears whole or not at all.</summary>
    /// <param name="result">A run of the plain host and of the host with plugins, in turns.</param>
    /// <param name="recommendations">What follows from the figures, as sentences.</param>
    /// <param name="path">The file, as <see cref="Find"/> returns it.</param>
    /// <exception cref="LocalRagException">The result lacks a host or a figure that the file needs.</exception>
    public static void Save(BenchmarkResult result, IReadOnlyList<string> recommendations, string path)
    {
        ArgumentNullException.ThrowIfNull(result);
        Phase10Handoff handoff = Phase10Handoff.From(result, PluginFiles.List(HandoffFile.Tree(path)), recommendations);
        HandoffFile.Write(path, JsonSerializer.Serialize(handoff, MeasurementJson.File.Phase10Handoff));
    }
}
