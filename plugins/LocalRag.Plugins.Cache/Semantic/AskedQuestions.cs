using System.Collections.Immutable;

namespace LocalRag.Plugins.Cache;

/// <summary>The questions that were answered over one set of evidence, the oldest first.</summary>
internal sealed record AskedQuestions(ImmutableArray<AskedQuestion> Questions)
{
    /// <summary>Few questions have the same evidence; a flood of them must not make each search longer.</summary>
    private const int Most = 16;

    private const int QuestionBytes = 256;

    public static AskedQuestions None { get; } = new([]);

    public long Bytes => Questions.Sum(question => QuestionBytes + ((long)question.Vector.Length * sizeof(float)) + question.Terms.Bytes);

    public AskedQuestions With(AskedQuestion question)
    {
        ImmutableArray<AskedQuestion> others = Questions.RemoveAll(other => other.Key == question.Key);
        return new([.. others.Length < Most ? others : others.RemoveAt(0), question]);
    }
}
