using System.Text;

namespace LocalRag.Cli.Commands;

/// <summary>Reads the text on which two sets of weights are compared.</summary>
internal static class ComparisonText
{
    /// <summary>As much as is compared at the most, and some more.</summary>
    private const int EnoughCharacters = 64 * 1024;

    private const string NextStep = "Give a text file, or a folder of .md and .txt files, with --text.";

    /// <param name="path">A file or a folder; null for the sample documents of the source tree above the program.</param>
    /// <exception cref="LocalRagException">There is no such text.</exception>
    public static string Read(string? path)
    {
        path ??= FindSamples() ?? throw new LocalRagException("There are no sample documents beside this program to compare the weights on.", NextStep);
        try
        {
            return File.Exists(path) ? ReadStart(path)
                : Directory.Exists(path) ? ReadFolder(path)
                : throw new LocalRagException($"There is no file or folder {path}.", NextStep);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LocalRagException($"{path} cannot be read: {exception.Message}", NextStep, exception);
        }
    }

    private static string ReadFolder(string path)
    {
        StringBuilder text = new();
        foreach (string file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (text.Length < EnoughCharacters && Path.GetExtension(file) is ".md" or ".txt")
            {
                text.Append(ReadStart(file)).Append("\n\n");
            }
        }

        return text.Length > 0 ? text.ToString() : throw new LocalRagException($"{path} holds no .md or .txt file.", NextStep);
    }

    private static string ReadStart(string file)
    {
        using StreamReader reader = new(file);
        char[] start = new char[EnoughCharacters];
        return new string(start, 0, reader.ReadBlock(start));
    }

    private static string? FindSamples()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string corpus = Path.Combine(folder.FullName, "samples", "corpus");
            if (File.Exists(Path.Combine(folder.FullName, "LocalRag.Kernel.sln")) && Directory.Exists(corpus))
            {
                return corpus;
            }
        }

        return null;
    }
}
