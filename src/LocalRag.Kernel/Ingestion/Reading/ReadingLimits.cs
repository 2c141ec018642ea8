namespace LocalRag.Ingestion.Reading;

/// <summary>What one document may cost.</summary>
/// <param name="WholeFileBytes">The largest file of a format that is parsed in one piece.</param>
/// <param name="InflatedBytes">The most bytes that come out of a zip-based file.</param>
internal readonly record struct ReadingLimits(long WholeFileBytes, long InflatedBytes);
