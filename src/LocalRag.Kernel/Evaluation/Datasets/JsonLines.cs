using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LocalRag.Evaluation.Datasets;

/// <summary>Reads a file with one JSON value a line.</summary>
internal static class JsonLines
{
    /// <summary>Returns the values with their line numbers, from 1, reading as they are taken; empty lines are left out.</summary>
    public static IEnumerable<(int Line, T Value)> Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return (number, Parse(path, number, line, type));
            }
        }
    }

    private static T Parse<T>(string path, int number, string line, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw DatasetError.At(path, number, "it is null");
        }
        catch (JsonException exception)
        {
            throw DatasetError.At(path, number, "it is not the JSON that was expected", exception);
        }
    }
}
