using LocalRag.LlamaCpp.Drafting;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>A sequence of the context, and how far its request has come.</summary>
/// <param name="id">The sequence's number in the context.</param>
internal sealed class SequenceSlot(int id)
{
    public int Id { get; } = id;

    /// <summary>Gets the request that has the sequence, or null while it is free.</summary>
    public GenerationRequest? Request { get; private set; }

    /// <summary>Gets the number of tokens whose keys and values the context holds.</summary>
    public int Position { get; private set; }

    /// <summary>Gets the token that was chosen last and has not been decoded.</summary>
    public int PendingToken { get; private set; }

    public int Generated { get; private set; }

    public int Segment { get; private set; }

    public int Offset { get; private set; }

    /// <summary>Gets or sets what guesses how the answer goes on, or null.</summary>
    public SequenceDraft? Draft { get; set; }

    /// <summary>Gets whether a part of the prompt is left to process.</summary>
    public bool IsPrefilling => Request is not null && Segment < Request.Prompt.Segments.Count;

    public bool IsDecoding => Request is not null && Segment == Request.Prompt.Segments.Count;

    /// <summary>Gives the sequence to a request, whose reused tokens it holds already.</summary>
    public void Assign(GenerationRequest request, int pieceTokens)
    {
        Request = request;
        request.Begin();
        Position = 0;
        Generated = 0;
        Segment = 0;
        Offset = 0;
        while (Position < request.ReusedTokens)
        {
            AdvancePrompt(Math.Min(pieceTokens, request.Prompt.Segments[Segment].Length - Offset));
        }
    }

    public void Release()
    {
        Request = null;
        Draft = null;
    }

    /// <summary>Moves past a processed piece of the prompt.</summary>
    public void AdvancePrompt(int tokens)
    {
        Position += tokens;
        Offset += tokens;
        if (Offset == Request!.Prompt.Segments[Segment].Length)
        {
            Segment++;
            Offset = 0;
        }
    }

    public void AdvanceOutput() => Position++;

    public void Choose(int token)
    {
        PendingToken = token;
        Generated++;
    }
}
