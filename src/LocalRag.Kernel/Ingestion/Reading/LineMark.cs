namespace LocalRag.Ingestion.Reading;

/// <summary>Says that a block's text stands in a certain line of the source from a certain character on.</summary>
/// <param name="Offset">The first character, from 0.</param>
/// <param name="Line">The line in the source, from 1.</param>
internal readonly record struct LineMark(int Offset, int Line);
