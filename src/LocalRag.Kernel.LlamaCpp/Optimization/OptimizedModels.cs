using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Optimization;

/// <summary>The folder of weights that were stored in another type, with what was found about them.</summary>
/// <param name="modelsDirectory">The folder of this machine's models: which weights are fastest depends on the machine, not on whose documents are asked.</param>
internal sealed class OptimizedModels(string modelsDirectory)
{
    /// <summary>Gets the folder.</summary>
    public string Directory { get; } = Path.Combine(modelsDirectory, "optimized");

    /// <summary>Gets what tells this machine and the library that runs on it from others; the library is loaded.</summary>
    public static string Machine => Short($"{Environment.MachineName} {Environment.ProcessorCount} {LlamaRuntime.BuildDescription}");

    /// <summary>Returns what was found on this machine about a model, or null.</summary>
    public WeightVerdict? Find(string modelPath)
    {
        string stamp = ModelFile.Stamp(modelPath);
        long bytes = new FileInfo(modelPath).Length;
        List<WeightVerdict> ofSize = [.. Verdicts().Where(verdict => verdict.Machine == Machine && verdict.SourceBytes == bytes)];
        return ofSize.Find(verdict => verdict.SourceStamp == stamp)
            ?? (ofSize.Count > 0 && ModelFile.Hash(modelPath) is var hash ? ofSize.Find(verdict => verdict.SourceSha256 == hash) : null);
    }

    /// <summary>Returns the file to load in place of a model, or null where the model itself is as good or nothing is known.</summary>
    public string? FindBetter(string modelPath)
    {
        if (Find(modelPath) is not { Wins: true } verdict)
        {
            return null;
        }

        FileInfo file = new(PathOf(verdict.FileName));
        return file.Exists && file.Length == verdict.FileBytes ? file.FullName : null;
    }

    public string PathOf(string fileName) => Path.Combine(Directory, fileName);

    /// <summary>Keeps what was found, in place of what was found before.</summary>
    public void Save(WeightVerdict verdict)
    {
        System.IO.Directory.CreateDirectory(Directory);
        string path = PathOf($"{verdict.SourceSha256[..16]}-{verdict.Machine}.json");
        string partial = $"{path}.{Guid.NewGuid():N}.partial";
        File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(verdict, WeightVerdictJson.Default.WeightVerdict));
        File.Move(partial, path, overwrite: true);
    }

    private static string Short(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];

    private IEnumerable<WeightVerdict> Verdicts()
    {
        if (!System.IO.Directory.Exists(Directory))
        {
            yield break;
        }

        foreach (string path in System.IO.Directory.EnumerateFiles(Directory, "*.json"))
        {
            WeightVerdict? verdict;
            try
            {
                verdict = JsonSerializer.Deserialize(File.ReadAllBytes(path), WeightVerdictJson.Default.WeightVerdict);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
            {
                // A file that cannot be read says nothing; the next optimization writes it anew.
                continue;
            }

            if (verdict is { Format: WeightVerdict.CurrentFormat })
            {
                yield return verdict;
            }
        }
    }
}
