using System.Globalization;
using System.Reflection;

namespace LocalRag.Benchmarks.Plugins.Soak;

/// <summary>A plugin from its build output, which must not change an answer. Some questions are new and some were asked before.</summary>
internal sealed record BuiltPlugin(string Directory) : SoakedPlugin(FindAssembly(Directory))
{
    private const int Questions = 200;

    public override void Deploy(string folder, int build)
    {
        string target = Path.Combine(folder, Name);
        System.IO.Directory.CreateDirectory(target);
        foreach (string file in System.IO.Directory.EnumerateFiles(Directory))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }

        // What a build is told apart by is the hash over all its files.
        File.WriteAllText(Path.Combine(target, "build.txt"), build.ToString(CultureInfo.InvariantCulture));
    }

    public override string Ask(long number) => string.Create(CultureInfo.InvariantCulture, $"{OnePassageIndex.Question} ({number % Questions})");

    public override bool IsRight(string pipeline, string answer, IReadOnlyList<string> notes) => answer == FastEngine.Answer;

    private static string FindAssembly(string directory) =>
        System.IO.Directory.Exists(directory) && System.IO.Directory.EnumerateFiles(directory, "*.deps.json").ToArray() is [string dependencies]
            ? AssemblyName.GetAssemblyName(dependencies.Replace(".deps.json", ".dll", StringComparison.Ordinal)).Name!
            : throw new ArgumentException($"{directory} is not the build output of one plugin: it has no file, or several, that end in .deps.json.");
}
