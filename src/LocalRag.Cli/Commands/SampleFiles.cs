namespace LocalRag.Cli.Commands;

/// <summary>Finds the samples of the source tree that the program, or the current folder, is in.</summary>
internal static class SampleFiles
{
    /// <summary>Returns a folder of the samples.</summary>
    /// <exception cref="LocalRagException">There is no source tree.</exception>
    public static string Find(string name)
    {
        foreach (string start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string samples = Path.Combine(folder.FullName, "samples", name);
                if (File.Exists(Path.Combine(folder.FullName, "LocalRag.Kernel.sln")) && Directory.Exists(samples))
                {
                    return samples;
                }
            }
        }

        throw new LocalRagException(
            $"There is no source tree with samples/{name} above the program or the current folder.", "Give your own documents and questions with --corpus DIR --prompts FILE.");
    }
}
