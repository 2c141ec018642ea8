using System.Numerics.Tensors;
using System.Text;
using Microsoft.Extensions.AI;

namespace LocalRag.Measurement;

/// <summary>Chunks without end, the same at every run: words as frequent as in a language, vectors in clusters as those of texts are.</summary>
internal sealed class GeneratedCorpus
{
    public const int Dimensions = 384;

    private const int WordsPerChunk = 90;
    private const int Vocabulary = 30_000;
    private const int Clusters = 1_000;

    private readonly double[] _frequencies = new double[Vocabulary];
    private readonly float[][] _centres;

    public GeneratedCorpus()
    {
        double sum = 0;
        for (int rank = 0; rank < Vocabulary; rank++)
        {
            _frequencies[rank] = sum += 1.0 / (rank + 2.7);
        }

        var random = new Random(1);
        _centres = [.. Enumerable.Range(0, Clusters).Select(_ => Direction(random))];
    }

    public DocumentChunk Chunk(int number)
    {
        var random = new Random(number);
        return new DocumentChunk(
            Words(random, WordsPerChunk), string.Empty, new SourceLocation(number, number), WordsPerChunk, Vector(random));
    }

    /// <summary>Returns chunks from a number on.</summary>
    public async IAsyncEnumerable<DocumentChunk> TakeAsync(int first, int count)
    {
        await Task.CompletedTask;
        for (int number = first; number < first + count; number++)
        {
            yield return Chunk(number);
        }
    }

    /// <summary>Returns a question: a few words, some of them very frequent, and a vector near some chunk's.</summary>
    public HybridQuery Query(int number)
    {
        var random = new Random(-1 - number);
        return new HybridQuery(Words(random, 9), Vector(random));
    }

    private Embedding<float> Vector(Random random)
    {
        float[] vector = Direction(random);
        TensorPrimitives.Add(vector, _centres[random.Next(Clusters)], vector);
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return new Embedding<float>(vector) { ModelId = "generated" };
    }

    private static float[] Direction(Random random)
    {
        float[] vector = new float[Dimensions];
        for (int i = 0; i < Dimensions; i++)
        {
            vector[i] = (float)(random.NextDouble() + random.NextDouble() - 1);
        }

        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    private string Words(Random random, int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            int index = Array.BinarySearch(_frequencies, random.NextDouble() * _frequencies[^1]);
            AppendWord(text, index < 0 ? ~index : index);
            text.Append(' ');
        }

        return text.ToString();
    }

    /// <summary>Appends a word that is pronounceable, and longer the rarer it is.</summary>
    private static void AppendWord(StringBuilder text, int rank)
    {
        const string Consonants = "bdfgklmnprstvz";
        const string Vowels = "aeiou";
        int rest = rank + 1;
        while (rest > 0)
        {
            text.Append(Consonants[rest % Consonants.Length]).Append(Vowels[rest % Vowels.Length]);
            rest /= Consonants.Length * Vowels.Length;
        }
    }
}
