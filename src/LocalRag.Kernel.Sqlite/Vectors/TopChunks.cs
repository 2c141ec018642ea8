using System.Buffers;

namespace LocalRag.Sqlite.Vectors;

/// <summary>Gathers the chunks with the highest scores; of equal scores the lower number wins, so the order of arrival does not matter.</summary>
internal sealed class TopChunks : IDisposable
{
    private readonly long[] _chunks;
    private readonly double[] _scores;

    public TopChunks(int capacity)
    {
        Capacity = capacity;
        _chunks = ArrayPool<long>.Shared.Rent(capacity);
        _scores = ArrayPool<double>.Shared.Rent(capacity);
    }

    public int Capacity { get; }

    public int Count { get; private set; }

    /// <summary>Gets the score below which a chunk has no place.</summary>
    public double Threshold { get; private set; } = double.NegativeInfinity;

    /// <summary>Gets the chunks, in no particular order.</summary>
    public ReadOnlySpan<long> Chunks => _chunks.AsSpan(0, Count);

    public ReadOnlySpan<double> Scores => _scores.AsSpan(0, Count);

    public void Add(long chunk, double score)
    {
        if (Count < Capacity)
        {
            int child = Count++;
            for (int parent = (child - 1) / 2; child > 0 && Worse(score, chunk, parent); parent = (child - 1) / 2)
            {
                Move(parent, child);
                child = parent;
            }

            Set(child, chunk, score);
        }
        else if (!Worse(score, chunk, 0))
        {
            ReplaceWorst(chunk, score);
        }

        if (Count == Capacity)
        {
            Threshold = _scores[0];
        }
    }

    public void AddAll(TopChunks others)
    {
        for (int i = 0; i < others.Count; i++)
        {
            Add(others._chunks[i], others._scores[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<long>.Shared.Return(_chunks);
        ArrayPool<double>.Shared.Return(_scores);
    }

    private void ReplaceWorst(long chunk, double score)
    {
        int parent = 0;
        for (int child = 1; child < Count; child = (2 * parent) + 1)
        {
            if (child + 1 < Count && Worse(_scores[child + 1], _chunks[child + 1], child))
            {
                child++;
            }

            if (Worse(score, chunk, child))
            {
                break;
            }

            Move(child, parent);
            parent = child;
        }

        Set(parent, chunk, score);
    }

    private bool Worse(double score, long chunk, int than) =>
        score < _scores[than] || (score == _scores[than] && chunk > _chunks[than]);

    private void Move(int from, int to) => Set(to, _chunks[from], _scores[from]);

    private void Set(int index, long chunk, double score)
    {
        _chunks[index] = chunk;
        _scores[index] = score;
    }
}
