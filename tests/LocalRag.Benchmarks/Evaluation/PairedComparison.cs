using System.Globalization;
using System.Text.Json;
using LocalRag.Evaluation;

namespace LocalRag.Benchmarks.Evaluation;

/// <summary>Compares the answers of two evaluations of the same questions, pair by pair: that leaves out how hard the questions are.</summary>
internal static class PairedComparison
{
    public static async Task RunAsync(string one, string other)
    {
        Dictionary<string, Result> first = await ReadAsync(one);
        Dictionary<string, Result> second = await ReadAsync(other);
        (Result One, Result Other)[] pairs = [.. first.Where(entry => second.ContainsKey(entry.Key)).Select(entry => (entry.Value, second[entry.Key]))];
        Average difference = Average.Of(pairs.Select(pair => 100.0 * ((pair.Other.IsRight ? 1 : 0) - (pair.One.IsRight ? 1 : 0))));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"questions                {pairs.Length}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"answer contains expected {Share(pairs, pair => pair.One.IsRight):0.0}% and {Share(pairs, pair => pair.Other.IsRight):0.0}%"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"difference in points     {difference.Value:+0.00;-0.00} (95% interval {difference.Low:+0.00;-0.00} to {difference.High:+0.00;-0.00})"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"right only in one        {pairs.Count(pair => pair.One.IsRight && !pair.Other.IsRight)} and {pairs.Count(pair => pair.Other.IsRight && !pair.One.IsRight)}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the same word for word   {Share(pairs, pair => pair.One.Answer == pair.Other.Answer):0.0}%"));
    }

    private static double Share((Result, Result)[] pairs, Func<(Result One, Result Other), bool> condition) => 100.0 * pairs.Count(condition) / pairs.Length;

    private static async Task<Dictionary<string, Result>> ReadAsync(string path)
    {
        using JsonDocument report = JsonDocument.Parse(await File.ReadAllTextAsync(path));
        return report.RootElement.GetProperty("results").EnumerateArray()
            .Where(result => result.GetProperty("containsExpected").ValueKind is JsonValueKind.True or JsonValueKind.False)
            .ToDictionary(
                result => result.GetProperty("id").GetString()!,
                result => new Result(result.GetProperty("containsExpected").GetBoolean(), result.GetProperty("answer").GetString()));
    }

    private sealed record Result(bool IsRight, string? Answer);
}
