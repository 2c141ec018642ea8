namespace LocalRag.Answers;

/// <summary>The time that an answer took, by stage, in milliseconds.</summary>
/// <param name="EmbedMilliseconds">The question's vector.</param>
/// <param name="RetrieveMilliseconds">The search, without the vector.</param>
/// <param name="PromptMilliseconds">Choosing passages and writing the prompt.</param>
/// <param name="FirstTokenMilliseconds">From the call of the model to its first text; null where there was none.</param>
/// <param name="GenerateMilliseconds">From the call of the model to its last text; 0 where it was not called.</param>
/// <param name="CiteMilliseconds">Resolving citations and checking quotes.</param>
/// <param name="TotalMilliseconds">From the question to the end of the answer.</param>
public sealed record AnswerTimings(
    double EmbedMilliseconds,
    double RetrieveMilliseconds,
    double PromptMilliseconds,
    double? FirstTokenMilliseconds,
    double GenerateMilliseconds,
    double CiteMilliseconds,
    double TotalMilliseconds);
