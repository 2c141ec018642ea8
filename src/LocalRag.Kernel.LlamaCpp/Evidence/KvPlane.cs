namespace LocalRag.LlamaCpp.Evidence;

/// <summary>The keys or the values of one layer within a sequence's state.</summary>
/// <param name="Type">The number of the type in which they are stored.</param>
/// <param name="Offset">Where they begin; what llama.cpp says of them takes the <see cref="HeadBytes"/> before that.</param>
/// <param name="Rows">1 where all of a cell lies together; with transposed values, the numbers of a cell, each in a row of its own.</param>
/// <param name="CellBytes">The bytes of a cell in a row.</param>
internal readonly record struct KvPlane(int Type, long Offset, int Rows, int CellBytes)
{
    public const int HeadBytes = 12;
}
