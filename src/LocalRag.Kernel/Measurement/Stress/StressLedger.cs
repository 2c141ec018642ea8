using System.Text.RegularExpressions;

namespace LocalRag.Measurement.Stress;

/// <summary>What must be in the index, and in which versions of it each text may have been seen.</summary>
/// <remarks>
/// A text may be seen from the version before it was put in, exclusively, to the version read after it was replaced or taken out, exclusively:
/// others commit in between, so the bounds are wide, but never too narrow. Each document is changed by one caller, so its changes never overlap.
/// </remarks>
internal sealed partial class StressLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, List<StressRevision>> _revisions = [];
    private readonly HashSet<int> _present = [];

    /// <summary>Gets the documents that are in the index, unless one is just being changed.</summary>
    public IReadOnlyList<int> Present
    {
        get
        {
            lock (_lock)
            {
                return [.. _present.Order()];
            }
        }
    }

    public bool IsPresent(int document)
    {
        lock (_lock)
        {
            return _present.Contains(document);
        }
    }

    public StressRevision? Latest(int document)
    {
        lock (_lock)
        {
            return _revisions.TryGetValue(document, out List<StressRevision>? all) && all.Count > 0 ? all[^1] : null;
        }
    }

    /// <summary>Takes note that a revision is about to be put in.</summary>
    public void Begin(StressRevision revision, long versionBefore)
    {
        revision.VisibleAfter = versionBefore;
        lock (_lock)
        {
            if (!_revisions.TryGetValue(revision.Document, out List<StressRevision>? all))
            {
                _revisions[revision.Document] = all = [];
            }

            all.Add(revision);
        }
    }

    /// <summary>Takes note that the latest revision is in, and the ones before it are gone.</summary>
    public void Stored(int document, long versionAfter)
    {
        lock (_lock)
        {
            List<StressRevision> all = _revisions[document];
            all.SkipLast(1).Where(revision => revision.GoneIn is null).ToList().ForEach(revision => revision.GoneIn = versionAfter);
            _present.Add(document);
        }
    }

    /// <summary>Takes note that the latest revision was not put in after all.</summary>
    public void Forget(int document)
    {
        lock (_lock)
        {
            _revisions[document].RemoveAt(_revisions[document].Count - 1);
        }
    }

    /// <summary>Takes note that a document is gone.</summary>
    public void Removed(int document, long versionAfter)
    {
        lock (_lock)
        {
            _revisions[document].Where(revision => revision.GoneIn is null).ToList().ForEach(revision => revision.GoneIn = versionAfter);
            _present.Remove(document);
        }
    }

    /// <summary>Returns whether a search in one of these versions may have seen this text in this document.</summary>
    public bool MayBeSeen(int document, string passage, long firstVersion, long lastVersion)
    {
        string text = Normalize(passage);
        lock (_lock)
        {
            return _revisions.TryGetValue(document, out List<StressRevision>? all)
                && all.Any(revision => revision.MayBeSeen(firstVersion, lastVersion) && revision.Text.Contains(text, StringComparison.Ordinal));
        }
    }

    private static string Normalize(string text) => WhiteSpace().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
