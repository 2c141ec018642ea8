namespace LocalRag.Measurement;

/// <summary>A file in the folder <c>handoff</c> of a source tree.</summary>
internal static class HandoffFile
{
    private const string Folder = "handoff";

    /// <summary>Returns where a file goes.</summary>
    /// <param name="directory">The folder that has the folder <c>handoff</c>.</param>
    /// <param name="name">The file's name.</param>
    /// <exception cref="LocalRagException">There is no such folder.</exception>
    public static string Find(string directory, string name)
    {
        string folder = Path.Combine(directory, Folder);
        return Directory.Exists(folder)
            ? Path.Combine(folder, name)
            : throw new LocalRagException($"There is no folder {folder} for {name}.", "Run the command in the root of the source tree, or make the folder.");
    }

    /// <summary>Returns the source tree that a file belongs to.</summary>
    public static string Tree(string path) => Path.GetFullPath(Path.Combine(path, "..", ".."));

    /// <summary>Writes a file; it appears whole or not at all.</summary>
    public static void Write(string path, string json)
    {
        string partial = path + ".partial";
        File.WriteAllText(partial, json + "\n");
        File.Move(partial, path, overwrite: true);
    }
}
