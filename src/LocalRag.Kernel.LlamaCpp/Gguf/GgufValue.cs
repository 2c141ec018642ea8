namespace LocalRag.LlamaCpp.Gguf;

/// <summary>A value of the metadata, or what is kept of it.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Integer">A whole number or truth value; the unsigned 64-bit ones beyond the signed range are kept as the largest signed one.</param>
/// <param name="Number">A number with a fraction.</param>
/// <param name="Text">A text; null if it is too long to keep.</param>
/// <param name="ElementType">The type of an array's elements.</param>
/// <param name="Count">How many elements an array has.</param>
/// <param name="Integers">The elements of an array of whole numbers; null if there are too many to keep.</param>
internal sealed record GgufValue(
    GgufValueType Type,
    long Integer = 0,
    double Number = 0,
    string? Text = null,
    GgufValueType ElementType = default,
    long Count = 0,
    long[]? Integers = null);
