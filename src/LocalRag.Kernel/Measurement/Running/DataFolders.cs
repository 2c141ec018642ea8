using System.Globalization;

namespace LocalRag.Measurement;

/// <summary>The data folders of measured hosts: every workload begins with a fresh copy, so that no cache on disk carries over from the one before.</summary>
/// <param name="root">An empty folder, in which they are made.</param>
/// <param name="index">A data folder that all variants begin with; null where each has its own.</param>
internal sealed class DataFolders(string root, string? index = null)
{
    private readonly Dictionary<string, string> _templates = [];
    private int _last;

    /// <summary>Gets the folder with the ingested corpus of a variant; its control shares it.</summary>
    public string Template(VariantDefinition variant)
    {
        if (index is not null)
        {
            return index;
        }

        string key = string.Join('\n', variant.Assignments);
        if (!_templates.TryGetValue(key, out string? folder))
        {
            _templates[key] = folder = CreateEmpty();
        }

        return folder;
    }

    public string CreateEmpty()
    {
        string folder = Path.Combine(root, (++_last).ToString(CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        return folder;
    }

    public string CreateCopy(VariantDefinition variant)
    {
        string template = Template(variant);
        string copy = CreateEmpty();
        foreach (string folder in Directory.EnumerateDirectories(template, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(copy, Path.GetRelativePath(template, folder)));
        }

        foreach (string file in Directory.EnumerateFiles(template, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(copy, Path.GetRelativePath(template, file)));
        }

        return copy;
    }

    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
