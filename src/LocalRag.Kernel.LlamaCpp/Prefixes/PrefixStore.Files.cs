namespace LocalRag.LlamaCpp.Prefixes;

/// <content>Moves copies between memory and files.</content>
internal sealed partial class PrefixStore
{
    /// <summary>Finds a copy, and holds its memory for the caller; there is none of a file that is not sound.</summary>
    private bool TryOpen(PrefixNode node, out StoredPrefix? stored, out KvBuffer? values)
    {
        bool held = false;
        lock (_lock)
        {
            stored = PrefixTree.FindStored(node);
            values = stored?.Memory;
            if (stored is null)
            {
                return false;
            }

            stored.LastUse = ++_clock;
            values?.DangerousAddRef(ref held);
        }

        if (values is null)
        {
            values = _files!.Read(stored.File!, stored.Node.Pieces);
            values?.DangerousAddRef(ref held);
            Keep(stored, values);
        }

        return true;
    }

    private void Keep(StoredPrefix stored, KvBuffer? read)
    {
        lock (_lock)
        {
            if (read is not null && !_disposed && stored.Memory is null && stored.Node.Stored == stored && read.Bytes <= Allowed())
            {
                Evict(Allowed() - read.Bytes);
                stored.Memory = read;
                _bytes += read.Bytes;
            }
            else
            {
                // It goes when its only user is done.
                read?.Dispose();
            }
        }
    }

    private void WriteAll()
    {
        foreach (StoredPrefix stored in _toWrite.GetConsumingEnumerable())
        {
            KvBuffer? values;
            bool held = false;
            lock (_lock)
            {
                values = stored.Memory;
                values?.DangerousAddRef(ref held);
            }

            if (held)
            {
                string? file = _files!.Write(stored.Node.Pieces, values!);
                values!.DangerousRelease();
                lock (_lock)
                {
                    stored.File = file;
                    if (stored.Node.Stored != stored)
                    {
                        Remove(stored, withFile: true);
                    }

                    DropOldFiles();
                }
            }
        }
    }

    private void DropOldFiles()
    {
        while (_stored.Where(stored => stored.File is not null).Sum(stored => stored.Bytes) > _fileBudget)
        {
            StoredPrefix oldest = _stored.Where(stored => stored.File is not null).MinBy(stored => stored.LastUse)!;
            _files!.Delete(oldest.File!);
            oldest.File = null;
            if (oldest.Memory is null)
            {
                Remove(oldest, withFile: false);
            }
        }
    }
}
