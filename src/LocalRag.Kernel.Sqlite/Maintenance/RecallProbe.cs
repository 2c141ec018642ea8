using System.Numerics.Tensors;
using LocalRag.Sqlite.Search;
using LocalRag.Sqlite.Storage;
using LocalRag.Sqlite.Vectors;
using Microsoft.Extensions.AI;

namespace LocalRag.Sqlite.Maintenance;

/// <summary>Compares searches with the exact answer: every vector of the index, in full, against chunks of its own as questions.</summary>
internal sealed class RecallProbe(
    IndexConnection connection, VectorCodes codes, SqliteOptions options, IProgress<double>? progress, CancellationToken cancellationToken)
{
    private const int Neighbours = 10;

    /// <summary>Vectors this much nearer or farther count as equal: the order of additions is not the same everywhere.</summary>
    private const float Tolerance = 1e-5f;

    /// <returns>Null where there are not enough vectors to say anything.</returns>
    public RecallMeasurement? Run(int queries)
    {
        IndexState state = IndexState.Read(connection);
        if (state.Embeddings <= Neighbours)
        {
            return null;
        }

        Dictionary<long, float[]> questions = Sample(state, queries);
        Dictionary<long, float> farthest = FindExactly(state, questions);
        int found = 0;
        foreach ((long chunk, float[] vector) in questions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            found += Search(chunk, vector, state).Count(cosine => cosine >= farthest[chunk] - Tolerance);
        }

        return new RecallMeasurement(
            questions.Count, state.Embeddings, (double)found / (questions.Count * Neighbours), codes.Latest.Quantizer is null ? "bytes" : "bits");
    }

    /// <summary>Returns chunks spread over the index, with their vectors.</summary>
    private Dictionary<long, float[]> Sample(IndexState state, int queries)
    {
        var questions = new Dictionary<long, float[]>();
        for (long i = 0; i < queries; i++)
        {
            using IndexStatement statement = connection.Prepare("SELECT chunk, vector FROM embeddings WHERE chunk >= ?1 ORDER BY chunk LIMIT 1")
                .Bind(1, state.NextChunk * i / queries);
            if (statement.Step())
            {
                questions[statement.Int64(0)] = UnitVector.FromBytes(statement.Bytes(1)).ToArray();
            }
        }

        return questions;
    }

    /// <summary>Returns the cosine of the tenth nearest other chunk of each question.</summary>
    private Dictionary<long, float> FindExactly(IndexState state, Dictionary<long, float[]> questions)
    {
        Dictionary<long, TopChunks> best = questions.ToDictionary(static pair => pair.Key, static _ => new TopChunks(Neighbours));
        using (IndexStatement rows = connection.Prepare("SELECT chunk, vector FROM embeddings WHERE chunk >= ?1 ORDER BY chunk").Bind(1, 0))
        {
            for (long row = 0; rows.Step(); row++)
            {
                if ((row & 4095) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress?.Report((double)row / state.Embeddings);
                }

                long chunk = rows.Int64(0);
                ReadOnlySpan<float> vector = UnitVector.FromBytes(rows.Bytes(1));
                foreach ((long question, float[] query) in questions)
                {
                    double cosine = TensorPrimitives.Dot(query, vector);
                    if (chunk != question && cosine >= best[question].Threshold)
                    {
                        best[question].Add(chunk, cosine);
                    }
                }
            }
        }

        return best.ToDictionary(static pair => pair.Key, static pair => (float)pair.Value.Scores.ToArray().Min());
    }

    /// <summary>Returns the exact cosines of what a search finds.</summary>
    private IEnumerable<float> Search(long question, float[] vector, IndexState state)
    {
        var query = new HybridQuery(
            string.Empty, new Embedding<float>(vector) { ModelId = state.EmbeddingModel }, Limit: Neighbours + 1, DenseWeight: 1);
        IReadOnlyList<SearchHit> hits = new HybridSearch(connection, codes, new TermFrequencies(), query, options, cancellationToken).Run();
        return hits.Where(hit => hit.Passage.ChunkId != question).Take(Neighbours).Select(hit => ExactCosine(hit.Passage.ChunkId, vector));
    }

    private float ExactCosine(long chunk, float[] vector)
    {
        using IndexStatement statement = connection.Prepare("SELECT vector FROM embeddings WHERE chunk = ?1").Bind(1, chunk);
        return statement.Step() ? TensorPrimitives.Dot(vector, UnitVector.FromBytes(statement.Bytes(0))) : 0;
    }
}
