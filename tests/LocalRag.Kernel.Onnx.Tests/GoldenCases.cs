using System.Text.Json;
using LocalRag.Testing;

namespace LocalRag.Onnx.Tests;

/// <summary>The 54 reference cases, which are not committed (each test of one skips where they are missing), and six committed ones, recorded from code that met all 54.</summary>
public static class GoldenCases
{
    private static readonly Lazy<GoldenCase[]?> s_cases = new(Read);

    public static TheoryData<int> All => [.. Enumerable.Range(0, 54)];

    /// <summary>The real sentences and paragraphs among them.</summary>
    public static TheoryData<int> Sentences => [.. Enumerable.Range(22, 32)];

    public static IReadOnlyList<GoldenCase> Committed { get; } =
        JsonSerializer.Deserialize<GoldenCase[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden.json")))!;

    public static GoldenCase Get(int number)
    {
        Assert.SkipWhen(s_cases.Value is null, "shared/golden/minilm.json is not beside this checkout.");
        return s_cases.Value![number];
    }

    private static GoldenCase[]? Read()
    {
        string path = Path.Combine(RepositoryPaths.Shared ?? string.Empty, "golden", "minilm.json");
        if (!File.Exists(path))
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.GetProperty("cases").Deserialize<GoldenCase[]>();
    }
}
