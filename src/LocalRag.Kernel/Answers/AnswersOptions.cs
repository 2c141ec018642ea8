using System.ComponentModel.DataAnnotations;

namespace LocalRag.Answers;

/// <summary>How questions are answered from the passages that were found.</summary>
public sealed class AnswersOptions
{
    /// <summary>Gets or sets what the model is told before it sees any passage.</summary>
    /// <value>The default asks for one full sentence in the words of the passages, which suits a small model best.</value>
    [Required]
    public string Instructions { get; set; } = "Answer the question in one full sentence, with the words of the text.";

    /// <summary>Gets or sets the sampling temperature where the caller does not say; 0 always takes the likeliest token.</summary>
    /// <value>The default is 0.</value>
    [Range(0f, 2f)]
    public float Temperature { get; set; }

    /// <summary>Gets or sets the longest answer in tokens where the caller does not say.</summary>
    /// <value>The default is 160 tokens.</value>
    [Range(1, 1_000_000)]
    public int MaxOutputTokens { get; set; } = 160;

    /// <summary>Gets or sets how many earlier questions, with their answers, the prompt carries.</summary>
    /// <value>The default is 2.</value>
    [Range(0, 100)]
    public int HistoryTurns { get; set; } = 2;

    /// <summary>Gets or sets how long that history may be in characters; the oldest turns are left out whole.</summary>
    /// <value>The default is 1,000 characters.</value>
    [Range(0, 10_000_000)]
    public int HistoryCharacters { get; set; } = 1000;

    /// <summary>Gets or sets whether the engine works on the beginning of the prompt, and loads its model if need be, while passages are looked for; it needs <c>Llama:PrefixReuse</c>.</summary>
    /// <value>The default is false.</value>
    [Tunable(SettingCost.Live)]
    public bool PrefetchHead { get; set; }

    /// <summary>Gets or sets whether passages carry a mark such as <c>[12]</c> that the model is asked to cite.</summary>
    /// <remarks>Small models cannot do that. Citations are found without marks too.</remarks>
    /// <value>The default is false.</value>
    public bool PassageMarks { get; set; }

    /// <summary>Gets or sets the share of a sentence's words, weighted by rarity, that a passage must hold to be cited for it.</summary>
    /// <value>The default is 0.55.</value>
    [Range(0.0, 1.0)]
    public double CitationThreshold { get; set; } = 0.55;

    /// <summary>Gets or sets how many passages are quoted as the answer while there is no chat model.</summary>
    /// <value>The default is 3.</value>
    [Range(1, 100)]
    public int QuotedPassages { get; set; } = 3;
}
