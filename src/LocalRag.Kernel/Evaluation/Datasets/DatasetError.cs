using System.Text.Json;

namespace LocalRag.Evaluation.Datasets;

/// <summary>Says what is wrong with a dataset, and where.</summary>
internal static class DatasetError
{
    public static LocalRagException At(string path, string problem, Exception? cause = null) =>
        new($"The evaluation dataset {path} cannot be used: {problem}.", "See 'localrag eval --help' for the formats.", cause);

    public static LocalRagException At(string path, int line, string problem, Exception? cause = null) =>
        At($"{path}, line {line},", problem, cause);

    public static LocalRagException At(string path, JsonException exception) =>
        At(path, (int)Math.Min(int.MaxValue, (exception.LineNumber ?? 0) + 1), $"it is not the JSON that was expected ({exception.Path ?? "$"})", exception);
}
