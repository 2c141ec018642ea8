namespace LocalRag.LlamaCpp.Gguf;

/// <summary>What is wrong with a GGUF file, as the end of a sentence that begins with its name. It never leaves <see cref="GgufFile"/>.</summary>
internal sealed class GgufFormatException(string reason) : Exception(reason);
