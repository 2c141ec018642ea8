using System.Runtime.InteropServices;
using System.Text.Json;
using LocalRag.Measurement;
using Microsoft.Extensions.AI;

namespace LocalRag.Benchmarks.SideBySide;

/// <summary>What all programs are given: <c>material.json</c>, and the vectors of its chunks and queries, one after the other, in files of 32-bit numbers.</summary>
/// <param name="Dimensions">How many numbers a vector has.</param>
/// <param name="Prompts">The sample questions with the passages that retrieval has selected for them.</param>
/// <param name="Passages">Texts to embed: the passages of the sample corpus.</param>
/// <param name="Chunks">Texts to search in.</param>
/// <param name="Queries">Texts to search for.</param>
internal sealed record PeerMaterial(int Dimensions, IReadOnlyList<PeerPrompt> Prompts, IReadOnlyList<string> Passages, IReadOnlyList<string> Chunks, IReadOnlyList<string> Queries)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    public static async Task<PeerMaterial> LoadAsync(string folder)
    {
        await using FileStream file = File.OpenRead(FileIn(folder));
        return await JsonSerializer.DeserializeAsync<PeerMaterial>(file, Json) ?? throw new InvalidDataException($"{file.Name} is empty.");
    }

    public async Task SaveAsync(string folder, IEnumerable<Embedding<float>> chunks, IEnumerable<Embedding<float>> queries)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(FileIn(folder), JsonSerializer.Serialize(this, Json));
        SaveVectors(Path.Combine(folder, "chunks.f32"), chunks);
        SaveVectors(Path.Combine(folder, "queries.f32"), queries);
    }

    /// <summary>Returns the vectors of <see cref="Chunks"/> or <see cref="Queries"/>.</summary>
    public static Embedding<float>[] LoadVectors(string folder, string name)
    {
        float[] all = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, $"{name}.f32"))).ToArray();
        return [.. all.Chunk(GeneratedCorpus.Dimensions).Select(static vector => new Embedding<float>(vector) { ModelId = "generated" })];
    }

    private static string FileIn(string folder) => Path.Combine(folder, "material.json");

    private static void SaveVectors(string path, IEnumerable<Embedding<float>> vectors)
    {
        using FileStream file = File.Create(path);
        foreach (Embedding<float> vector in vectors)
        {
            file.Write(MemoryMarshal.AsBytes(vector.Vector.Span));
        }
    }
}
