using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using LocalRag.Onnx;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace LocalRag.Benchmarks.Embeddings;

/// <summary>Compares ways to batch texts, on the lines of text files: <c>embed [rounds] [file...]</c>, the documents of the sample corpus without files.</summary>
/// <remarks>The ways take turns in each round, so that what else the machine does meets all of them; medians are printed.</remarks>
internal static class EmbedBenchmark
{
    private const int TextsOfAKind = 64;

    private static readonly (string Name, int TextsPerCall, Action<OnnxOptions> Configure)[] s_ways =
    [
        ("one text per batch", TextsOfAKind, options => options.BatchSize = 1),
        ("one text per batch, a batch per processor", TextsOfAKind, options => (options.Threads, options.ConcurrentBatches) = (1, Environment.ProcessorCount)),
        ("one text per batch, spinning", TextsOfAKind, options => options.Spin = true),
        ("16 texts per batch, in order of arrival", 16, options => (options.BatchSize, options.BatchTokens) = (16, 1 << 20)),
        ("256 tokens per batch", TextsOfAKind, options => (options.BatchSize, options.BatchTokens) = (64, 256)),
        ("256 tokens per batch, spinning", TextsOfAKind, options => (options.BatchSize, options.BatchTokens, options.Spin) = (64, 256, true)),
        ("256 tokens per batch, a batch per processor", TextsOfAKind, options =>
            (options.BatchSize, options.BatchTokens, options.Threads, options.ConcurrentBatches) = (64, 256, 1, Environment.ProcessorCount)),
    ];

    public static async Task RunAsync(string[] arguments)
    {
        int rounds = arguments is [string first, ..] && int.TryParse(first, CultureInfo.InvariantCulture, out int number) ? number : 5;
        string[] files = [.. arguments.Where(File.Exists)];
        if (files.Length == 0)
        {
            files = [.. Directory.EnumerateFiles(RepositoryPaths.Corpus, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        }

        string[] paragraphs = [.. files.SelectMany(File.ReadLines).Where(line => line.Length is > 400 and < 900).Take(TextsOfAKind)];
        string[] sentences = [.. files.SelectMany(File.ReadLines).SelectMany(line => line.Split(". ")).Where(sentence => sentence.Length is > 60 and < 250).Take(TextsOfAKind)];
        foreach ((string kind, string[] texts) in new[] { ("paragraphs", paragraphs), ("sentences", sentences) })
        {
            await CompareAsync(kind, texts, rounds);
        }
    }

    private static async Task CompareAsync(string kind, string[] texts, int rounds)
    {
        OnnxEmbeddingGenerator[] generators = Array.ConvertAll(s_ways, way => Create(way.Configure));
        List<double>[] rates = Array.ConvertAll(s_ways, _ => new List<double>());
        List<Embedding<float>>[] vectors = Array.ConvertAll(s_ways, _ => new List<Embedding<float>>());
        // Round 0 loads the models.
        for (int round = 0; round <= rounds; round++)
        {
            for (int way = 0; way < generators.Length; way++)
            {
                long start = Stopwatch.GetTimestamp();
                long tokens = 0;
                vectors[way].Clear();
                foreach (string[] call in texts.Chunk(s_ways[way].TextsPerCall))
                {
                    GeneratedEmbeddings<Embedding<float>> embeddings = await generators[way].GenerateAsync(call);
                    vectors[way].AddRange(embeddings);
                    tokens += embeddings.Usage!.InputTokenCount!.Value;
                }

                double rate = tokens / Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (round > 0)
                {
                    rates[way].Add(rate);
                }
            }
        }

        Console.WriteLine($"{texts.Length} {kind}, tokens per second, median of {rounds} (lowest to highest), and the least cosine with the first way's vectors");
        for (int way = 0; way < generators.Length; way++)
        {
            rates[way].Sort();
            float cosine = vectors[0].Zip(vectors[way], (first, other) => TensorPrimitives.Dot(first.Vector.Span, other.Vector.Span)).Min();
            Console.WriteLine($"  {s_ways[way].Name,-46} {rates[way][rounds / 2],8:N0}  ({rates[way][0]:N0} to {rates[way][^1]:N0})  {cosine:0.0000}");
            generators[way].Dispose();
        }
    }

    private static OnnxEmbeddingGenerator Create(Action<OnnxOptions> configure)
    {
        OnnxOptions options = new() { Model = RepositoryPaths.EmbeddingModel, Vocabulary = RepositoryPaths.Vocabulary };
        configure(options);
        return new OnnxEmbeddingGenerator(new SourceTreeModels(), Options.Create(options));
    }
}
