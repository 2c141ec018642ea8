using System.Globalization;
using System.Text;
using LocalRag.Measurement;
using LocalRag.Tests.Ingestion;

namespace LocalRag.Tests.Measurement;

/// <summary>Prompts and folders for a benchmark over doubles.</summary>
internal sealed class BenchmarkFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BenchmarkFolder(int questions = 30)
    {
        StringBuilder lines = new();
        for (int number = 0; number < questions; number++)
        {
            lines.AppendLine(CultureInfo.InvariantCulture, $$"""{"id": "q{{number}}", "question": "What limits decode in case {{number}}?", "document": "speed.md", "phrase": "memory bandwidth"}""");
        }

        Prompts = _folder.At("questions.jsonl");
        File.WriteAllText(Prompts, lines.ToString());
        File.WriteAllText(_folder.At("rephrasings.jsonl"), """{"id": "q0", "rephrasings": ["By what is decode limited in case 0?"]}""");
    }

    public static BenchmarkVersions Versions { get; } = new("0.1.0", ".NET 10", "0.4.0", "a-model", new string('a', 64), "an-encoder");

    public string Prompts { get; }

    public string At(string name) => _folder.At(name);

    public BenchmarkRequest Request(IReadOnlyList<string> workloads, params string[] variants)
    {
        Directory.CreateDirectory(_folder.At("hosts"));
        return new BenchmarkRequest
        {
            Mode = "quick",
            Budget = TimeSpan.FromMinutes(1),
            Workloads = workloads,
            Variants = [.. variants.Select(VariantDefinition.Parse)],
            Corpus = _folder.Path,
            Prompts = Prompts,
            Folder = _folder.At("hosts"),
        };
    }

    public void Dispose() => _folder.Dispose();
}
