using System.Text.Json;

namespace LocalRag.Measurement;

/// <summary>Saves benchmark results and reads them back.</summary>
public static class BenchmarkResultFile
{
    /// <summary>Returns a result as JSON.</summary>
    public static string ToJson(BenchmarkResult result) => JsonSerializer.Serialize(result, MeasurementJson.File.BenchmarkResult);

    /// <summary>Saves a result; the file appears whole or not at all.</summary>
    /// <param name="result">The result.</param>
    /// <param name="path">The file, which is replaced.</param>
    public static void Save(BenchmarkResult result, string path)
    {
        ArgumentNullException.ThrowIfNull(result);
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string partial = full + ".partial";
        File.WriteAllText(partial, ToJson(result) + "\n");
        File.Move(partial, full, overwrite: true);
    }

    /// <summary>Reads a result.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <exception cref="LocalRagException">There is no such file, or it is not a result of this version.</exception>
    public static BenchmarkResult Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new LocalRagException($"There is no benchmark result {path}.", "Make one with 'localrag bench --save FILE'.");
        }

        BenchmarkResult? result;
        try
        {
            using FileStream stream = File.OpenRead(path);
            result = JsonSerializer.Deserialize(stream, MeasurementJson.File.BenchmarkResult);
        }
        catch (JsonException exception)
        {
            throw new LocalRagException($"{path} is no benchmark result: {exception.Message}", "Make one with 'localrag bench --save FILE'.", exception);
        }

        return result switch
        {
            null => throw new LocalRagException($"{path} is no benchmark result: it holds null.", "Make one with 'localrag bench --save FILE'."),
            { SchemaVersion: BenchmarkResult.CurrentSchemaVersion } => result,
            _ => throw new LocalRagException(
                $"{path} is a benchmark result of schema version {result.SchemaVersion}; this program reads version {BenchmarkResult.CurrentSchemaVersion}.",
                "Measure again with 'localrag bench --save FILE'."),
        };
    }
}
