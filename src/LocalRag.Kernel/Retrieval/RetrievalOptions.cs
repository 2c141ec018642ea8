using System.ComponentModel.DataAnnotations;

namespace LocalRag.Retrieval;

/// <summary>How passages are found, and how much of what was found goes into a prompt.</summary>
public sealed class RetrievalOptions
{
    /// <summary>Gets or sets how many passages a search returns where the caller does not say.</summary>
    /// <value>The default is 20 passages.</value>
    [Tunable(SettingCost.Live, ChangesAnswers = true)]
    [Range(1, 1000)]
    public int Limit { get; set; } = 20;

    /// <summary>Gets or sets how much passage text goes into a prompt, in tokens of the embedding model.</summary>
    /// <remarks>The best passage is taken even if it alone is longer.</remarks>
    /// <value>The default is 200 tokens: a small model answers better, and sooner, from little text. A larger model can take more.</value>
    [Tunable(SettingCost.Live, ChangesAnswers = true)]
    [Range(16, 1_000_000)]
    public int ContextTokens { get; set; } = 200;

    /// <summary>Gets or sets the share of meaning (vectors) in a passage's score, from 0 to 1; the words have the rest.</summary>
    /// <value>The default is 0.45.</value>
    [Tunable(SettingCost.Live, ChangesAnswers = true)]
    [Range(0.0, 1.0)]
    public double DenseWeight { get; set; } = 0.45;

    /// <summary>
    /// Gets or sets from where a passage counts as evidence for a question: the cosine of the two, plus half the share of the question's words that
    /// the passage holds (rare words count for more). A question without evidence is not answered; beside evidence, passages up to 0.1 below are used too.
    /// </summary>
    /// <value>The default is 0.45; -1 answers every question.</value>
    [Range(-1.0, 1.5)]
    public double EvidenceFloor { get; set; } = 0.45;

    /// <summary>Gets or sets how much less evidence than the best passage another one may be, and still go into the prompt: a question that one passage answers then needs no more of them.</summary>
    /// <remarks>Evidence is counted as for <see cref="EvidenceFloor"/>, and <see cref="ContextTokens"/> stays the most there is.</remarks>
    /// <value>The default is 2, which leaves none out; 0 leaves the best one.</value>
    [Tunable(SettingCost.Live, ChangesAnswers = true, Values = [2.0, 0.3, 0.2, 0.1])]
    [Range(0.0, 2.0)]
    public double EvidenceGap { get; set; } = 2;

    /// <summary>
    /// Gets or sets how much less than the best sentence of the passages for a prompt another one may have to do with the question, as a share, and still
    /// go into the prompt: words of the question that it or its neighbour holds, rare ones counting for more.
    /// </summary>
    /// <remarks>
    /// The sentences have at most half of <see cref="ContextTokens"/>, the best first; that one is taken even if it alone is longer, but of a table's row only as
    /// many fields. What is left of a passage depends on the question, so <c>Llama:EvidenceReuse</c> finds it again less often.
    /// </remarks>
    /// <value>The default is 1, which leaves passages whole; 0 leaves the best sentence.</value>
    [Tunable(SettingCost.Live, ChangesAnswers = true, Values = [1.0, 0.7, 0.5, 0.3])]
    [Range(0.0, 1.0)]
    public double SentenceGap { get; set; } = 1;

    /// <summary>Gets or sets how much less evidence every passage is for a question with a name that no passage found holds.</summary>
    /// <value>The default is 0.2.</value>
    [Range(0.0, 1.5)]
    public double UnknownNamePenalty { get; set; } = 0.2;
}
