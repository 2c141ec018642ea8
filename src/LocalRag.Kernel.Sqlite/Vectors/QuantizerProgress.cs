namespace LocalRag.Sqlite.Vectors;

/// <summary>How far the codes of a quantizer have come.</summary>
/// <param name="Id">Its number.</param>
/// <param name="TrainedOn">How many vectors the index held when the mean was taken.</param>
/// <param name="NextChunk">The chunks below have their codes.</param>
/// <param name="EndChunk">The chunks from here on got theirs together with their document.</param>
internal readonly record struct QuantizerProgress(long Id, long TrainedOn, long NextChunk, long EndChunk)
{
    public bool IsComplete => NextChunk >= EndChunk;
}
