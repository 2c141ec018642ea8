using System.Numerics.Tensors;
using LocalRag.Sqlite.Storage;
using LocalRag.Sqlite.Vectors;

namespace LocalRag.Sqlite.Search;

/// <summary>One search: the nearest chunks by vector and the best by words, each scored on both sides, fused and read.</summary>
internal sealed class HybridSearch(
    IndexConnection connection,
    VectorCodes codes,
    TermFrequencies frequencies,
    HybridQuery query,
    SqliteOptions options,
    CancellationToken cancellationToken)
{
    private readonly Dictionary<long, Candidate> _candidates = [];

    public IReadOnlyList<SearchHit> Run()
    {
        IndexState state = IndexState.Read(connection);
        ReadOnlyMemory<float> vector = default;
        VectorSnapshot? snapshot = null;
        SegmentScan? scan = null;
        if (query.Embedding is { } embedding && state.Dimensions > 0)
        {
            vector = UnitVector.From(embedding);
            snapshot = codes.At(connection, ref state, options.CompactFrom, cancellationToken);
            if (snapshot.Dimensions > 0)
            {
                state.RequireComparable(embedding.ModelId, vector.Length, connection.File);
            }
        }

        int wanted = (int)Math.Min(Math.Max(query.Limit, options.RescoreCandidates), state.NextChunk);
        using ChunkRanges filter = ChunkRanges.Of(connection, query.IdPrefix, query.Filter);
        if (snapshot is { Live: > 0 })
        {
            scan = snapshot.Prepare(vector.Span);
            FindNearest(snapshot, scan, filter, wanted);
        }

        IReadOnlyList<string> terms = frequencies.SelectRarest(
            connection, state, KeywordQuery.Terms(query.Text), atLeastOne: _candidates.Count == 0);
        if (terms.Count > 0)
        {
            FindWords(KeywordQuery.MatchAny(terms), filter, wanted);
        }

        if (scan is BitScan && options.Rescoring == RescorePrecision.Bytes)
        {
            SetCosinesFromBytes(vector.Span);
        }
        else if (scan is not null)
        {
            SetCosines(vector.Span);
        }

        ScoreFusion.Apply(_candidates.Values, query.DenseWeight);
        return ReadBest();
    }

    private void FindNearest(VectorSnapshot snapshot, SegmentScan scan, ChunkRanges filter, int wanted)
    {
        using var nearest = new TopChunks(Math.Min(wanted, snapshot.Live));
        int threads = options.SearchThreads == 0 ? Environment.ProcessorCount : options.SearchThreads;
        snapshot.Scan(scan, filter, nearest, threads, cancellationToken);
        foreach (long chunk in nearest.Chunks)
        {
            _candidates.Add(chunk, new Candidate(chunk));
        }
    }

    private void FindWords(string words, ChunkRanges filter, int wanted)
    {
        using var best = new TopChunks(wanted);
        KeywordSearch.Run(connection, words, filter, best, _candidates, cancellationToken);
        for (int i = 0; i < best.Count; i++)
        {
            _candidates.TryAdd(best.Chunks[i], new Candidate(best.Chunks[i]) { Bm25 = best.Scores[i] });
        }
    }

    private void SetCosines(ReadOnlySpan<float> vector)
    {
        using IndexStatement statement = connection.Prepare("SELECT vector FROM embeddings WHERE chunk = ?1");
        foreach (Candidate candidate in _candidates.Values)
        {
            if (statement.Bind(1, candidate.Chunk).Step())
            {
                candidate.Cosine = TensorPrimitives.Dot(vector, UnitVector.FromBytes(statement.Bytes(0)));
            }

            statement.Dispose();
        }
    }

    private void SetCosinesFromBytes(ReadOnlySpan<float> vector)
    {
        var scan = new Int8Scan(vector);
        using IndexStatement statement = connection.Prepare("SELECT code FROM byte_codes WHERE chunk = ?1");
        foreach (Candidate candidate in _candidates.Values)
        {
            if (statement.Bind(1, candidate.Chunk).Step())
            {
                candidate.Cosine = scan.CosineOf(statement.Bytes(0));
            }

            statement.Dispose();
        }
    }

    private SearchHit[] ReadBest()
    {
        var order = new List<Candidate>(_candidates.Values);
        order.Sort(static (left, right) =>
            left.Score != right.Score ? right.Score.CompareTo(left.Score) : left.Chunk.CompareTo(right.Chunk));
        var hits = new SearchHit[Math.Min(query.Limit, order.Count)];
        for (int i = 0; i < hits.Length; i++)
        {
            Candidate candidate = order[i];
            hits[i] = new SearchHit(PassageReader.Read(connection, candidate.Chunk), candidate.Score, candidate.Cosine, candidate.Bm25);
        }

        return hits;
    }
}
