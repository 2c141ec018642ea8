using System.Globalization;
using System.Text.Json;
using LocalRag.Onnx;
using LocalRag.Sqlite;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace LocalRag.Benchmarks.Search;

/// <summary>How often the paragraph that holds the answer is found, on a file of questions in the SQuAD format.</summary>
internal static class SquadRetrieval
{
    private static readonly (string Name, bool Words, bool Vector)[] s_methods =
        [("words", true, false), ("vectors", false, true), ("both", true, true)];

    private const int FillersPerDocument = 200;

    /// <param name="file">The questions and their paragraphs.</param>
    /// <param name="fillers">Two files, of one text in each line and of its vectors (see <see cref="RecallBenchmark.EmbedAsync"/>), between which the paragraphs are to be found; none for nothing but the paragraphs.</param>
    /// <param name="output">Takes the figures.</param>
    public static async Task RunAsync(string file, (string Texts, string Vectors)? fillers, TextWriter output)
    {
        (List<string> paragraphs, List<(string Text, int Paragraph)> questions) = Read(file);
        using OnnxEmbeddingGenerator generator = RealEmbeddings.Open();
        string folder = Directory.CreateTempSubdirectory("localrag-squad-").FullName;
        try
        {
            await using (var index = new SqliteDocumentIndex(
                new FixedOptions<SqliteOptions>(new SqliteOptions()), Options.Create(new LocalRagOptions { DataDirectory = folder })))
            {
                await IngestAsync(index, generator, paragraphs);
                GeneratedEmbeddings<Embedding<float>> embeddings = await generator.GenerateAsync(questions.Select(static q => q.Text));
                int filled = fillers is { } files ? await FillAsync(index, embeddings[0].ModelId, files) : 0;
                await output.WriteLineAsync($"{paragraphs.Count} paragraphs between {filled} other texts, {questions.Count} questions");
                foreach ((string name, bool words, bool vector) in s_methods)
                {
                    (double first, double fifth) = await MeasureAsync(index, questions, embeddings, words, vector);
                    await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name,-8} hit@1 {first:0.000} hit@5 {fifth:0.000}"));
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task IngestAsync(
        SqliteDocumentIndex index, OnnxEmbeddingGenerator generator, List<string> paragraphs)
    {
        for (int i = 0; i < paragraphs.Count; i++)
        {
            string id = i.ToString(CultureInfo.InvariantCulture);
            Embedding<float> embedding = (await generator.GenerateAsync([paragraphs[i]]))[0];
            var chunk = new DocumentChunk(paragraphs[i], string.Empty, new SourceLocation(1, 1), 0, embedding);
            await index.ReplaceAsync(
                new IndexedDocument(id, id, id, paragraphs[i].Length, "text/plain", DateTimeOffset.UnixEpoch),
                new[] { chunk }.ToAsyncEnumerable());
        }
    }

    private static async Task<int> FillAsync(SqliteDocumentIndex index, string? model, (string Texts, string Vectors) files)
    {
        ReadOnlyMemory<float>[] vectors = await RealEmbeddings.ReadAsync(files.Vectors);
        int row = 0;
        foreach (string[] texts in File.ReadLines(files.Texts).Chunk(FillersPerDocument))
        {
            DocumentChunk[] chunks = [.. texts.Select((text, number) => new DocumentChunk(
                text, string.Empty, new SourceLocation(1, 1), 0, new Embedding<float>(vectors[row + number]) { ModelId = model }))];
            string id = string.Create(CultureInfo.InvariantCulture, $"filler {row}");
            await index.ReplaceAsync(new IndexedDocument(id, id, id, 1, "text/plain", DateTimeOffset.UnixEpoch), chunks.ToAsyncEnumerable());
            row += texts.Length;
        }

        return row;
    }

    private static async Task<(double First, double Fifth)> MeasureAsync(
        SqliteDocumentIndex index,
        List<(string Text, int Paragraph)> questions,
        GeneratedEmbeddings<Embedding<float>> embeddings,
        bool words,
        bool vector)
    {
        (int first, int fifth) = (0, 0);
        for (int i = 0; i < questions.Count; i++)
        {
            string text = words ? questions[i].Text : string.Empty;
            IReadOnlyList<SearchHit> hits = await index.SearchAsync(new HybridQuery(text, vector ? embeddings[i] : null, Limit: 5));
            int rank = hits.ToList().FindIndex(hit => hit.Passage.DocumentId == questions[i].Paragraph.ToString(CultureInfo.InvariantCulture));
            first += rank == 0 ? 1 : 0;
            fifth += rank >= 0 ? 1 : 0;
        }

        return ((double)first / questions.Count, (double)fifth / questions.Count);
    }

    private static (List<string> Paragraphs, List<(string Text, int Paragraph)> Questions) Read(string file)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
        var paragraphs = new List<string>();
        var questions = new List<(string, int)>();
        foreach (JsonElement paragraph in json.RootElement.GetProperty("data").EnumerateArray()
            .SelectMany(static article => article.GetProperty("paragraphs").EnumerateArray()))
        {
            foreach (JsonElement question in paragraph.GetProperty("qas").EnumerateArray())
            {
                questions.Add((question.GetProperty("question").GetString()!, paragraphs.Count));
            }

            paragraphs.Add(paragraph.GetProperty("context").GetString()!);
        }

        return (paragraphs, questions);
    }
}
