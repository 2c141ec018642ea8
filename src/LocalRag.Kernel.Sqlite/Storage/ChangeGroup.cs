namespace LocalRag.Sqlite.Storage;

/// <summary>
/// Commits changes that wait at the same time together: the disk is waited for once. Each of them still happens wholly or not at
/// all, and is reported only once it is committed.
/// </summary>
internal sealed class ChangeGroup(IndexConnection connection, SqliteOptions options)
{
    private const int MostChanges = 64;

    private readonly List<WriterJob> _done = [];

    /// <summary>Runs a change, and those behind it.</summary>
    /// <param name="first">The change.</param>
    /// <param name="next">Returns the next change, if one is waiting.</param>
    public void Run(WriterJob first, Func<WriterJob?> next)
    {
        try
        {
            IndexWriter.BeginTransaction(connection, options, first.CancellationToken);
        }
        catch (Exception exception)
        {
            first.Fail(exception);
            return;
        }

        WriterJob? current = first;
        try
        {
            for (; current is not null; current = _done.Count < MostChanges ? next() : null)
            {
                Attempt(current);
                if (!connection.InTransaction)
                {
                    // After some errors SQLite undoes the whole transaction, with the changes before the one that failed.
                    RunEachAlone();
                    return;
                }
            }
        }
        catch (Exception exception)
        {
            current!.Fail(exception);
            _done.ForEach(job => job.Fail(exception));
            return;
        }

        Commit();
    }

    private void Attempt(WriterJob job)
    {
        if (_done.Count == 0)
        {
            // The first one needs no way back to a state before it: that is the transaction's own.
            if (job.Attempt(connection))
            {
                _done.Add(job);
            }
            else
            {
                connection.RollBack();
            }

            return;
        }

        connection.Execute("SAVEPOINT change");
        if (job.Attempt(connection))
        {
            _done.Add(job);
            connection.Execute("RELEASE change");
        }
        else if (connection.InTransaction)
        {
            connection.Execute("ROLLBACK TO change; RELEASE change");
        }
    }

    private void Commit()
    {
        try
        {
            connection.Execute("COMMIT");
            _done.ForEach(static job => job.Complete());
        }
        catch (Exception exception)
        {
            _done.ForEach(job => job.Fail(exception));
        }
    }

    private void RunEachAlone()
    {
        WriterJob[] again = [.. _done];
        foreach (WriterJob job in again)
        {
            _done.Clear();
            Run(job, static () => null);
        }
    }
}
