using System.Globalization;
using System.Text.RegularExpressions;
using LocalRag.Gpu;
using LocalRag.Testing;

namespace LocalRag.Tests.Gpu;

/// <summary>A Mac as the files under <c>Fixtures</c> have it: the answers of three commands, each after the command.</summary>
internal sealed partial class RecordedGpuSystem : IGpuSystem
{
    private readonly Dictionary<string, string> _answers;

    public RecordedGpuSystem(string name)
        : this(File.ReadLines(Path.Combine(RepositoryPaths.Root, "tests", "LocalRag.Kernel.Tests", "Gpu", "Fixtures", $"{name}.txt")))
    {
    }

    public RecordedGpuSystem(IEnumerable<string> lines)
    {
        string text = string.Join('\n', lines.Where(line => !line.StartsWith('#')));
        _answers = text.Split("$ ", StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('\n', 2))
            .Where(part => part.Length == 2)
            .ToDictionary(part => part[0].Split(' ')[0], part => part[1], StringComparer.Ordinal);
    }

    public List<string> NeuralEngineClients { get; } = [];

    public IReadOnlyList<AcceleratorEntry> ReadAccelerators() => [.. Answer("ioreg").Split("+-o ", StringSplitOptions.RemoveEmptyEntries)
        .Select(entry => Class().Match(entry) is { Success: true } match ? Parse(entry, match.Groups[1].Value) : null)
        .OfType<AcceleratorEntry>()];

    public long? ReadThermalLevel() => Level().Match(Answer("notifyutil")) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    public string? ReadPowerSource() => Source().Match(Answer("pmset")) is { Success: true } match ? match.Groups[1].Value : null;

    public IReadOnlyList<string> ReadNeuralEngineClients() => NeuralEngineClients;

    private static AcceleratorEntry Parse(string entry, string driver)
    {
        Dictionary<string, string> properties = Property().Matches(entry).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);
        return new AcceleratorEntry(
            driver,
            properties.GetValueOrDefault("model")?.Trim('"'),
            properties.TryGetValue("gpu-core-count", out string? cores) ? int.Parse(cores, CultureInfo.InvariantCulture) : null,
            Figure().Matches(properties.GetValueOrDefault("PerformanceStatistics", string.Empty))
                .ToDictionary(match => match.Groups[1].Value, match => long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal));
    }

    private string Answer(string command) => _answers.GetValueOrDefault(command, string.Empty);

    [GeneratedRegex(@"<class (\w+),")]
    private static partial Regex Class();

    [GeneratedRegex("""^\s+"([^"]+)" = (.+)$""", RegexOptions.Multiline)]
    private static partial Regex Property();

    [GeneratedRegex("""
        "([^"]+)"=(-?\d+)
        """)]
    private static partial Regex Figure();

    [GeneratedRegex(@"thermalpressurelevel (\d+)")]
    private static partial Regex Level();

    [GeneratedRegex("drawing from '([^']+)'")]
    private static partial Regex Source();
}
