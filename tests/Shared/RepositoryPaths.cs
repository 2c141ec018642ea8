using System.Runtime.CompilerServices;

namespace LocalRag.Testing;

/// <summary>Finds the files of the source tree that tests use.</summary>
internal static class RepositoryPaths
{
    public static string Root { get; } = FindRoot();

    public static string ChatModel => Path.Combine(Root, "samples", "models", "smollm2-135m-instruct-q4_1.gguf");

    public static string EmbeddingModel => Path.Combine(Root, "samples", "models", "all-minilm-l6-v2-int8.onnx");

    public static string Vocabulary => Path.Combine(Root, "samples", "models", "all-minilm-l6-v2-vocab.txt");

    public static string Corpus => Path.Combine(Root, "samples", "corpus");

    /// <summary>A folder beside the checkout with evaluation data that is not committed; tests that need it skip where it is missing.</summary>
    public static string? Shared
    {
        get
        {
            string folder = Path.Combine(Root, "..", "shared");
            return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
        }
    }

    private static string FindRoot([CallerFilePath] string file = "")
    {
        for (DirectoryInfo? folder = new FileInfo(file).Directory; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LocalRag.Kernel.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No LocalRag.Kernel.sln above {file}");
    }
}
