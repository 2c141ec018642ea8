using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Cache;

/// <summary>Finds, for a question over some evidence, the question in other words that was answered over the very same evidence.</summary>
/// <remarks>
/// The evidence is everything in the prompt but the question, which the host puts last and by itself: passages word for word, instructions, earlier turns. So a hit can't be stale.
/// Whether two questions ask the same is a guess: by the cosine of their vectors, above a calibrated threshold, where numbers, names and negations agree; and audited.
/// </remarks>
internal sealed class SemanticKeys(
    CacheLevel<AskedQuestions> asked, Func<IEmbeddingGenerator<string, Embedding<float>>?> embeddings, double threshold, HitAudit audit) : IDisposable
{
    /// <summary>The name under which lookups are counted, and that a response has that was given for another wording.</summary>
    public const string Name = "semantic";

    public async ValueTask<ChatLookupKey> FindAsync(
        CacheKey own, IReadOnlyList<ChatMessage> messages, ChatOptions? options, ChatClientMetadata? model, string settings,
        Func<CacheKey, CachedResponse?> peek, CancellationToken cancellationToken)
    {
        ChatLookupKey exact = new(own);
        if (audit.IsPastLimit || peek(own) is not null || FindEvidence(messages, options, model, settings, out string question) is not { } evidence
            || embeddings() is not { } generator || await EmbedAsync(generator, question, cancellationToken) is not { } vector)
        {
            return exact;
        }

        AskedQuestions before = asked.Peek(evidence) ?? AskedQuestions.None;
        AskedQuestion now = new(QuestionTerms.Read(question), vector, own);
        AskedQuestion? nearest = before.Questions
            .Where(other => other.Key != own && other.Terms.Agrees(now.Terms) && peek(other.Key) is not null)
            .Select(other => (Question: other, Similarity: Similarity(other, now)))
            .Where(other => other.Similarity >= threshold)
            .OrderByDescending(other => other.Similarity)
            .FirstOrDefault().Question;
        asked.CountLookup(nearest is not null);
        bool isAudited = nearest is not null && audit.IsDue();
        if (nearest is not null && !isAudited)
        {
            return new ChatLookupKey(nearest.Key, Name);
        }

        AskedQuestions after = before.With(now);
        asked.Put(evidence, after, after.Bytes);
        return exact with { Audited = isAudited ? peek(nearest!.Key) : null };
    }

    /// <summary>Compares what would have been given with what was computed.</summary>
    /// <returns>True where this was the one wrong answer too many.</returns>
    public bool Audit(CachedResponse given, ChatResponse computed)
    {
        bool before = audit.IsPastLimit;
        audit.Count(AnswerAgreement.SayTheSame(given.Text, computed.Text));
        return audit.IsPastLimit && !before;
    }

    /// <summary>Says how it fares, as a sentence.</summary>
    public string Describe()
    {
        HitAuditResult result = audit.Read();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"other wordings: {result.Found} found, {result.Audited} of them computed to compare, {result.Wrong} wrong (at most {result.UpperBound:0.0%}, 95%){(audit.IsPastLimit ? "; switched off" : string.Empty)}");
    }

    public void Dispose() => asked.Dispose();

    private static float Similarity(AskedQuestion one, AskedQuestion other) => TensorPrimitives.CosineSimilarity(one.Vector.Span, other.Vector.Span);

    /// <summary>Returns the key of everything but the question; null where the request is not a question after evidence.</summary>
    private static CacheKey? FindEvidence(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, ChatClientMetadata? model, string settings, out string question)
    {
        question = string.Empty;
        if (messages is not [.., { Contents: [_, .., TextContent { AdditionalProperties: null } last] } message] || message.Role != ChatRole.User)
        {
            return null;
        }

        question = last.Text;
        ChatMessage evidence = message.Clone();
        evidence.Contents = [.. message.Contents.SkipLast(1)];
        return ChatKey.Create([.. messages.SkipLast(1), evidence], options, model, settings);
    }

    private static async ValueTask<ReadOnlyMemory<float>?> EmbedAsync(
        IEmbeddingGenerator<string, Embedding<float>> generator, string question, CancellationToken cancellationToken)
    {
        try
        {
            return (await generator.GenerateAsync([question], cancellationToken: cancellationToken))[0].Vector.ToArray();
        }
        catch (ModelUnavailableException)
        {
            // The search, which needs the same model, has said so in the answer.
            return null;
        }
    }
}
