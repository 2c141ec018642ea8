namespace LocalRag.LlamaCpp.Native;

/// <summary><c>llama_rope_type</c>: which numbers of a key are turned together.</summary>
internal enum LlamaRopeType
{
    None = -1,

    /// <summary>Neighbours.</summary>
    Pairs = 0,

    /// <summary>Those half of the turned part apart.</summary>
    Halves = 2,
}
