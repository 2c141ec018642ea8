namespace LocalRag.Ingestion;

/// <summary>Counts what an ingestion does; every member may be called from any thread.</summary>
internal sealed class IngestionTally(IProgress<IngestionProgress>? progress)
{
    private readonly Lock _lock = new();
    private readonly List<IngestionNote> _failures = [];
    private readonly List<IngestionNote> _skips = [];
    private readonly List<IngestionNote> _warnings = [];
    private long _found, _added, _replaced, _unchanged, _removed, _failed, _skipped, _ignored, _chunks, _tokens, _bytes;
    private bool _foundAll;
    private string? _currentFile;

    public void Found(string path) => Change(path, () => _found++);

    public void FoundAll() => Change(null, () => _foundAll = true);

    public void Ignore() => Change(null, () => _ignored++, report: false);

    public void Unchanged(string path) => Change(path, () => _unchanged++);

    public void Begin(string path) => Change(path, () => { });

    public void ReadBytes(int count) => Change(null, () => _bytes += count, report: false);

    public void Stored(string path, bool replaced) => Change(path, () =>
    {
        _added += replaced ? 0 : 1;
        _replaced += replaced ? 1 : 0;
    });

    public void Removed() => Change(null, () => _removed++);

    public void AddChunks(long chunks, long tokens) => Change(null, () =>
    {
        _chunks += chunks;
        _tokens += tokens;
    });

    public void Fail(string path, string reason, string? nextStep) => Change(path, () =>
    {
        _failed++;
        Note(_failures, path, reason, nextStep);
    });

    public void Skip(string path, string reason, string? nextStep = null) => Change(path, () =>
    {
        _skipped++;
        Note(_skips, path, reason, nextStep);
    });

    public void Warn(string path, string reason) => Change(null, () => Note(_warnings, path, reason, null), report: false);

    public IngestionReport ToReport(TimeSpan elapsed, string? degraded)
    {
        lock (_lock)
        {
            return new IngestionReport
            {
                Added = _added,
                Replaced = _replaced,
                Unchanged = _unchanged,
                Removed = _removed,
                Failed = _failed,
                Failures = [.. _failures],
                Skipped = _skipped,
                Skips = [.. _skips],
                Warnings = [.. _warnings],
                Ignored = _ignored,
                Chunks = _chunks,
                Tokens = _tokens,
                Bytes = _bytes,
                Elapsed = elapsed,
                Degraded = degraded,
            };
        }
    }

    private static void Note(List<IngestionNote> notes, string path, string reason, string? nextStep)
    {
        if (notes.Count < IngestionReport.MaxNotes)
        {
            notes.Add(new IngestionNote(path, reason, nextStep));
        }
    }

    private void Change(string? path, Action change, bool report = true)
    {
        lock (_lock)
        {
            change();
            _currentFile = path ?? _currentFile;
            if (report)
            {
                // Under the lock, so that no report says less than one before it.
                progress?.Report(new IngestionProgress(
                    _found, _foundAll, _added + _replaced + _unchanged + _failed + _skipped, _skipped, _failed, _chunks, _tokens, _bytes, _currentFile));
            }
        }
    }
}
