using System.Collections.Concurrent;
using LocalRag.LlamaCpp.Evidence;

namespace LocalRag.LlamaCpp.Prefixes;

/// <summary>The prefixes whose keys and values are at hand: in sequences of the context, copied to memory, or in files. It outlives contexts, and the model while that is unloaded.</summary>
/// <remarks>
/// 1. Members may be called from any thread; one lock guards tree and copies, and no library call is made under it.
/// 2. Only one engine at a time tells of sequences.
/// 3. Copies in memory stay within the budget, the least recently used go first; a copy that is being read stays until it was read.
/// </remarks>
internal sealed partial class PrefixStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly PrefixTree _tree = new();
    private readonly LinkedList<StoredPrefix> _stored = [];
    private readonly PrefixFiles? _files;
    private readonly long _fileBudget;
    private readonly BlockingCollection<StoredPrefix> _toWrite = [];
    private readonly Thread? _writer;
    private long _budget;
    private long _bytes;
    private long _clock;
    private MemoryTrim _level;
    private bool _disposed;

    /// <param name="fingerprint">What the keys and values depend on.</param>
    /// <param name="budget">The most bytes of copies in memory.</param>
    /// <param name="files">Where copies outlive the process; null for nowhere.</param>
    /// <param name="fileBudget">The most bytes of files.</param>
    public PrefixStore(string fingerprint, long budget, PrefixFiles? files = null, long fileBudget = 0)
    {
        Fingerprint = fingerprint;
        _budget = budget;
        _files = files;
        _fileBudget = fileBudget;
        if (files is not null)
        {
            foreach ((string path, IReadOnlyList<int[]> pieces, long bytes) in files.List())
            {
                PrefixNode node = _tree.Add(pieces);
                node.Stored = new StoredPrefix(node, bytes) { File = path, LastUse = ++_clock };
                _stored.AddLast(node.Stored);
            }

            _writer = new Thread(WriteAll) { Name = "LocalRag prefix files", IsBackground = true };
            _writer.Start();
        }
    }

    public string Fingerprint { get; }

    /// <summary>Gets what decides whether evidence among the prefixes may be taken over into other prompts.</summary>
    public EvidenceGuard Evidence { get; } = new();

    /// <summary>Gets whether copies outlive the process.</summary>
    public bool IsPersistent => _files is not null;

    /// <summary>Gets how many bytes of memory the copies take.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Sets the most bytes of copies in memory.</summary>
    public void SetBudget(long bytes)
    {
        lock (_lock)
        {
            _budget = bytes;
            Evict(Allowed());
        }
    }

    /// <summary>Gives back as much as a level asks for, and stays at that level.</summary>
    public void Trim(MemoryTrim level)
    {
        lock (_lock)
        {
            _level = level;
            Evict(Allowed());
        }
    }

    /// <summary>Returns about how many bytes <see cref="Trim"/> would give back.</summary>
    public long TrimmableBytes(MemoryTrim level)
    {
        lock (_lock)
        {
            return Math.Max(0, _bytes - Allowed(level));
        }
    }

    /// <summary>Returns the longest known prefix of these pieces, or null.</summary>
    public PrefixNode? Match(IEnumerable<int[]> pieces)
    {
        lock (_lock)
        {
            PrefixNode node = _tree.Match(pieces);
            if (PrefixTree.FindStored(node) is { } stored)
            {
                stored.LastUse = ++_clock;
            }

            return node.Tokens > 0 ? node : null;
        }
    }

    /// <summary>Returns whether there is a copy that begins with a node's prefix.</summary>
    public bool HasCopy(PrefixNode node)
    {
        lock (_lock)
        {
            return PrefixTree.FindStored(node) is not null;
        }
    }

    /// <summary>Returns the node of these pieces, after noting that a sequence holds their keys and values.</summary>
    public PrefixNode AddResident(IEnumerable<int[]> pieces)
    {
        lock (_lock)
        {
            PrefixNode node = _tree.Add(pieces);
            node.Residents++;
            return node;
        }
    }

    /// <summary>Notes that a sequence does not hold a prefix any more.</summary>
    public void RemoveResident(PrefixNode node)
    {
        lock (_lock)
        {
            node.Residents--;
            PrefixTree.Prune(node);
        }
    }

    /// <summary>Returns whether a copy of a prefix is worth making: there is none, and it could be kept.</summary>
    public bool Wants(PrefixNode node, long bytes)
    {
        lock (_lock)
        {
            return !_disposed && bytes <= Allowed() && PrefixTree.FindStored(node) is null;
        }
    }

    /// <summary>Keeps a copy; the store owns it from here on.</summary>
    public void Put(PrefixNode node, KvBuffer values)
    {
        lock (_lock)
        {
            if (_disposed || values.Bytes > Allowed() || node.Stored is not null)
            {
                values.Dispose();
                return;
            }

            // A shorter copy that is nearly as long serves for nothing that this one does not.
            for (PrefixNode? before = node.Parent; before is not null; before = before.Parent)
            {
                if (before.Stored is { } shorter && before.Tokens * 2 > node.Tokens)
                {
                    Remove(shorter, withFile: true);
                }
            }

            Evict(Allowed() - values.Bytes);
            StoredPrefix stored = new(node, values.Bytes) { Memory = values, LastUse = ++_clock };
            node.Stored = stored;
            _stored.AddLast(stored);
            _bytes += values.Bytes;
            if (_files is not null)
            {
                _toWrite.Add(stored);
            }
        }
    }

    /// <summary>Hands a copy that begins with a node's prefix, read from its file if need be, to somebody who uses it at once; a copy that they refuse is forgotten.</summary>
    /// <returns>Whether there was one that was used.</returns>
    public bool Use(PrefixNode node, Func<KvBuffer, bool> use)
    {
        while (TryOpen(node, out StoredPrefix? stored, out KvBuffer? values))
        {
            bool used = values is not null && use(values);
            values?.DangerousRelease();
            if (used)
            {
                return true;
            }

            lock (_lock)
            {
                Remove(stored!, withFile: values is not null);
            }
        }

        return false;
    }

    /// <summary>Writes what is still to be written, and frees the copies.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _toWrite.CompleteAdding();
        }

        _writer?.Join();
        lock (_lock)
        {
            Evict(0);
        }
    }

    private long Allowed() => Allowed(_level);

    private long Allowed(MemoryTrim level) => level switch
    {
        MemoryTrim.Severe => 0,
        MemoryTrim.Moderate => _budget / 2,
        _ => _budget,
    };

    private void Evict(long allowed)
    {
        while (_bytes > Math.Max(0, allowed))
        {
            StoredPrefix oldest = _stored.Where(stored => stored.Memory is not null).MinBy(stored => stored.LastUse)!;
            Forget(oldest);
            if (oldest.File is null)
            {
                Remove(oldest, withFile: false);
            }
        }
    }

    private void Forget(StoredPrefix stored)
    {
        if (stored.Memory is { } memory)
        {
            _bytes -= memory.Bytes;
            stored.Memory = null;

            // Freed when its last reader is done: a call into the library, or the writer of files, holds it.
            memory.Dispose();
        }
    }

    private void Remove(StoredPrefix stored, bool withFile)
    {
        Forget(stored);
        _stored.Remove(stored);
        if (stored.Node.Stored == stored)
        {
            stored.Node.Stored = null;
            PrefixTree.Prune(stored.Node);
        }

        if (withFile && stored.File is { } file)
        {
            _files!.Delete(file);
        }
    }
}
