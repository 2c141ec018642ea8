namespace LocalRag.Evaluation;

/// <summary>How well documents are found. A document stands where its best passage stands.</summary>
/// <param name="HitAt1">The questions with a relevant document at the top.</param>
/// <param name="HitAt5">The questions with one among the first five.</param>
/// <param name="HitAt10">The questions with one among the first ten.</param>
/// <param name="MrrAt10">The mean of one divided by the place of the first relevant document; 0 below the tenth.</param>
/// <param name="NdcgAt10">The normalized discounted cumulative gain of the first ten, with linear gains.</param>
/// <param name="RecallAt100">The share of the relevant documents among the first hundred.</param>
public sealed record RetrievalScores(
    Proportion HitAt1, Proportion HitAt5, Proportion HitAt10, Average MrrAt10, Average NdcgAt10, Average RecallAt100);
