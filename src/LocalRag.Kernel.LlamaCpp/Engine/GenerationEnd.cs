namespace LocalRag.LlamaCpp.Engine;

/// <summary>Why a generation ended.</summary>
internal enum GenerationEnd
{
    /// <summary>It has not ended, or was given up.</summary>
    None,

    /// <summary>The model said that it is done.</summary>
    Stop,

    /// <summary>The limit of tokens, or the end of the context, was reached.</summary>
    Length,
}
