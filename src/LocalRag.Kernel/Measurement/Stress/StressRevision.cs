namespace LocalRag.Measurement.Stress;

/// <summary>A document of the run as it was written once.</summary>
/// <param name="Document">Which document.</param>
/// <param name="Number">How often it was written before.</param>
/// <param name="Serial">A number that stands in this revision of this document and nowhere else.</param>
/// <param name="Text">Its text.</param>
internal sealed record StressRevision(int Document, int Number, string Serial, string Text)
{
    /// <summary>Gets or sets the version of the index before it was put in: it can be seen in later ones only.</summary>
    public long VisibleAfter { get; set; }

    /// <summary>Gets or sets the version of the index in which it is gone for sure; null while it may be there.</summary>
    public long? GoneIn { get; set; }

    /// <summary>Returns whether a search that ran in one of these versions may have seen it.</summary>
    public bool MayBeSeen(long firstVersion, long lastVersion) => VisibleAfter < lastVersion && (GoneIn is not { } gone || firstVersion < gone);
}
