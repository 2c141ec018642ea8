namespace LocalRag.Memory;

/// <summary>Sets memory aside for what is about to be allocated; those who wait are served in the order in which they came.</summary>
internal sealed class MemoryReservations
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Request> _waiting = [];
    private long _reserved;

    /// <summary>Gets how many bytes the first of those who wait needs beyond what is free; 0 where nobody waits.</summary>
    public long Missing { get; private set; }

    /// <summary>Returns a reservation that is granted once there is room and all who came before are served.</summary>
    public Request Add(long bytes, long headroom)
    {
        lock (_lock)
        {
            Request request = new(this, bytes);
            request.Node = _waiting.AddLast(request);
            GrantAll(headroom);
            return request;
        }
    }

    /// <summary>Grants what fits into the room that there is now.</summary>
    public void Update(long headroom)
    {
        lock (_lock)
        {
            GrantAll(headroom);
        }
    }

    private void GrantAll(long headroom)
    {
        while (_waiting.First is { } first && first.Value.Bytes <= headroom - _reserved)
        {
            _waiting.RemoveFirst();
            first.Value.Node = null;
            _reserved += first.Value.Bytes;
            first.Value.Granted.TrySetResult();
        }

        Missing = _waiting.First is { } next ? next.Value.Bytes - Math.Max(0, headroom - _reserved) : 0;
    }

    private void Release(Request request)
    {
        lock (_lock)
        {
            if (request.Node is { } waiting)
            {
                _waiting.Remove(waiting);
                request.Node = null;
            }
            else
            {
                _reserved -= request.Bytes;
            }
        }
    }

    internal sealed class Request(MemoryReservations reservations, long bytes) : IDisposable
    {
        private int _released;

        public long Bytes { get; } = bytes;

        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LinkedListNode<Request>? Node { get; set; }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
            {
                reservations.Release(this);
            }
        }
    }
}
