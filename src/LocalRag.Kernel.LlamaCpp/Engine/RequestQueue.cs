namespace LocalRag.LlamaCpp.Engine;

/// <summary>The requests that wait for a free sequence, first come first served.</summary>
/// <param name="capacity">The most that may wait, to begin with.</param>
internal sealed class RequestQueue(int capacity)
{
    private volatile int _capacity = capacity;
    private readonly Lock _lock = new();
    private readonly LinkedList<GenerationRequest> _waiting = [];
    private bool _closed;

    /// <summary>Gets how many wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Sets the most that may wait; those who wait already stay.</summary>
    public int Capacity
    {
        set => _capacity = value;
    }

    /// <summary>Adds a request at the end.</summary>
    /// <exception cref="LocalRagException">As many wait as may wait.</exception>
    /// <exception cref="ObjectDisposedException">The engine was closed.</exception>
    public void Enqueue(GenerationRequest request)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(LlamaChatClient));
            if (_waiting.Count >= _capacity)
            {
                throw new LocalRagException(
                    $"{_waiting.Count} requests already wait for the model, and Llama:QueueLength allows no more.",
                    "Try again later, or raise Llama:QueueLength or Llama:Sequences.");
            }

            _waiting.AddLast(request);
            EngineTelemetry.Queued(1);
        }
    }

    public bool TryDequeue(out GenerationRequest request)
    {
        lock (_lock)
        {
            request = _waiting.First?.Value!;
            if (request is null)
            {
                return false;
            }

            _waiting.RemoveFirst();
            EngineTelemetry.Queued(-1);
            return true;
        }
    }

    /// <summary>Ends the requests that nobody waits for any more, so that they take no place.</summary>
    public void DropGivenUp()
    {
        lock (_lock)
        {
            for (LinkedListNode<GenerationRequest>? node = _waiting.First; node is not null;)
            {
                LinkedListNode<GenerationRequest>? next = node.Next;
                if (node.Value.IsGivenUp)
                {
                    _waiting.Remove(node);
                    EngineTelemetry.Queued(-1);
                    node.Value.Complete(GenerationEnd.None, new OperationCanceledException(node.Value.CancellationToken));
                }

                node = next;
            }
        }
    }

    /// <summary>Refuses further requests.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
        }
    }
}
