using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LocalRag.LlamaCpp;
using LocalRag.Onnx;
using LocalRag.Sqlite;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace LocalRag.Benchmarks.SideBySide;

/// <summary>Does one job a line, <c>ask N</c>, <c>embed N...</c>, <c>dense N</c> or <c>hybrid N</c>, and answers with a line of JSON that says how long it took.</summary>
/// <remarks>The settings are the defaults of the plain host, except for the number of threads, which all programs are given.</remarks>
internal sealed class PeerServer : IAsyncDisposable
{
    private const int Threads = 2;
    private const int Limit = 10;
    private const int ChunksPerDocument = 20;

    private readonly PeerMaterial _material;
    private readonly Embedding<float>[] _queries;
    private readonly string _data = Directory.CreateTempSubdirectory("localrag-peers-").FullName;
    private readonly LlamaChatClient _chat;
    private readonly OnnxEmbeddingGenerator _embeddings;
    private readonly SqliteDocumentIndex _index;

    private PeerServer(PeerMaterial material, Embedding<float>[] queries)
    {
        SourceTreeModels models = new();
        _material = material;
        _queries = queries;
        _chat = new LlamaChatClient(new FixedOptions<LlamaOptions>(new LlamaOptions { Threads = Threads }), models);
        _embeddings = new OnnxEmbeddingGenerator(models, Options.Create(new OnnxOptions { Threads = Threads }));
        _index = new SqliteDocumentIndex(new FixedOptions<SqliteOptions>(new SqliteOptions()), Options.Create(new LocalRagOptions { DataDirectory = _data }));
    }

    public static async Task<PeerServer> StartAsync(string folder)
    {
        PeerMaterial material = await PeerMaterial.LoadAsync(folder);
        PeerServer server = new(material, PeerMaterial.LoadVectors(folder, "queries"));
        await server.FillAsync(PeerMaterial.LoadVectors(folder, "chunks"));
        return server;
    }

    public async Task RunAsync(TextReader input, TextWriter output)
    {
        await output.WriteLineAsync("ready");
        while (await input.ReadLineAsync() is { Length: > 0 } line)
        {
            object result = line.Split(' ') switch
            {
                ["ask", string number] => await PeerQuestion.AskAsync(_chat, _material.Prompts[Number(number)].ToMessages()),
                ["embed", .. string[] numbers] => await EmbedAsync([.. numbers.Select(number => _material.Passages[Number(number)])]),
                ["dense", string number] => await SearchAsync(new HybridQuery(string.Empty, _queries[Number(number)], Limit)),
                ["hybrid", string number] => await SearchAsync(new HybridQuery(_material.Queries[Number(number)], _queries[Number(number)], Limit)),
                _ => throw new InvalidOperationException($"There is no job '{line}'."),
            };
            await output.WriteLineAsync(JsonSerializer.Serialize(result, PeerMaterial.Json));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _chat.Dispose();
        _embeddings.Dispose();
        await _index.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task FillAsync(Embedding<float>[] vectors)
    {
        for (int first = 0; first < vectors.Length; first += ChunksPerDocument)
        {
            string id = string.Create(CultureInfo.InvariantCulture, $"/documents/{first}.txt");
            IEnumerable<DocumentChunk> chunks = Enumerable.Range(first, Math.Min(ChunksPerDocument, vectors.Length - first))
                .Select(number => new DocumentChunk(_material.Chunks[number], string.Empty, new SourceLocation(number, number), ChunksPerDocument, vectors[number]));
            await _index.ReplaceAsync(
                new IndexedDocument(id, id, new string('0', 64), 1, "text/plain", DateTimeOffset.UnixEpoch), chunks.ToAsyncEnumerable());
        }
    }

    private async Task<object> EmbedAsync(IReadOnlyList<string> texts)
    {
        long start = Stopwatch.GetTimestamp();
        GeneratedEmbeddings<Embedding<float>> embeddings = await _embeddings.GenerateAsync(texts);
        double total = Milliseconds(start);
        return new { total, tokens = embeddings.Usage!.InputTokenCount, vectors = embeddings.Select(static embedding => embedding.Vector.ToArray()) };
    }

    /// <summary>Returns the numbers of the chunks that were found, best first.</summary>
    private async Task<object> SearchAsync(HybridQuery query)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<SearchHit> hits = await _index.SearchAsync(query);
        double total = Milliseconds(start);
        return new { total, found = hits.Select(static hit => hit.Passage.Location.FirstLine) };
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Milliseconds(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}
