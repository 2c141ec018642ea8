using LocalRag.Sqlite.Storage;
using SQLitePCL;

namespace LocalRag.Sqlite.Maintenance;

/// <summary>Copies one database over another, page by page: the target changes wholly or not at all.</summary>
internal static class FileCopy
{
    private const int PagesPerStep = 512;

    /// <param name="source">What is copied, as its transaction sees it.</param>
    /// <param name="target">What is overwritten; not in a transaction.</param>
    /// <param name="progress">Told the share that is done; null for nobody.</param>
    /// <param name="cancellationToken">Leaves the target as it was.</param>
    public static void Run(IndexConnection source, IndexConnection target, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using sqlite3_backup? copy = raw.sqlite3_backup_init(target.Handle, "main", source.Handle, "main");
        if (copy is null || copy.IsInvalid)
        {
            target.Check(raw.sqlite3_errcode(target.Handle));
            return;
        }

        int code;
        do
        {
            if (cancellationToken.IsCancellationRequested)
            {
                // Ends the copy without its commit.
                _ = raw.sqlite3_backup_finish(copy);
                throw new OperationCanceledException(cancellationToken);
            }

            code = raw.sqlite3_backup_step(copy, PagesPerStep);
            int pages = raw.sqlite3_backup_pagecount(copy);
            progress?.Report(pages == 0 ? 0 : 1 - ((double)raw.sqlite3_backup_remaining(copy) / pages));
        }
        while (code == (int)ResultCode.Ok);
        int finished = raw.sqlite3_backup_finish(copy);
        if (code != (int)ResultCode.Done)
        {
            throw IndexStorageException.Create(code, raw.sqlite3_errstr(code).utf8_to_string(), target.File);
        }

        target.Check(finished);
    }
}
