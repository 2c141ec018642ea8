using LocalRag.Answers;
using Microsoft.Extensions.AI;

namespace LocalRag.Measurement.Stress;

/// <summary>Holds an answer against what is known to be true about it.</summary>
internal sealed class AnswerCheck(StressRun run)
{
    /// <param name="question">What was asked.</param>
    /// <param name="history">What was said before it.</param>
    /// <param name="response">What came back.</param>
    /// <param name="versionBefore">The index's version before the question.</param>
    /// <returns>Whether every invariant held.</returns>
    public async Task<bool> RunAsync(string question, IReadOnlyList<ChatMessage> history, ChatResponse response, long versionBefore)
    {
        RagAnswerMetadata? metadata = response.GetRagMetadata();
        if (!run.Log.Check(StressInvariant.EndsOnce, metadata is not null && response.Text.Length > 0, () => $"\"{question}\" ended without an answer."))
        {
            return false;
        }

        long versionAfter = await run.Host.Index.GetVersionAsync();
        return Belongs(question, history, response.Text, metadata!)
            & IsFresh(question, response, metadata!, versionBefore, versionAfter);
    }

    private bool Belongs(string question, IReadOnlyList<ChatMessage> history, string answer, RagAnswerMetadata metadata)
    {
        string[] given = [question, .. history.Select(message => message.Text), .. metadata.Used.Select(passage => passage.Text)];
        bool Foreign(string word) => answer.Contains(word, StringComparison.Ordinal) && !given.Any(text => text.Contains(word, StringComparison.Ordinal));

        string? name = Enumerable.Range(0, StressCorpus.Documents).Select(StressCorpus.Name).FirstOrDefault(Foreign);
        return run.Log.Check(
                StressInvariant.IsNotMixed,
                metadata.Question == question,
                () => $"\"{question}\" got the answer of \"{metadata.Question}\": \"{answer}\"")
            & run.Log.Check(
                StressInvariant.IsNotMixed,
                name is null,
                () => $"The answer of \"{question}\" tells of {name}, which none of its passages holds: \"{answer}\"");
    }

    private bool IsFresh(string question, ChatResponse response, RagAnswerMetadata metadata, long versionBefore, long versionAfter)
    {
        bool holds = run.Log.Check(
            StressInvariant.IsFresh,
            metadata.IndexVersion >= versionBefore && metadata.IndexVersion <= versionAfter,
            () => $"\"{question}\" was answered from version {metadata.IndexVersion}; the index was at {versionBefore} before and {versionAfter} after.");
        foreach (SearchHit hit in metadata.Retrieved)
        {
            holds &= CouldSee(question, hit.Passage, metadata.IndexVersion, versionAfter);
        }

        HashSet<long> retrieved = [.. metadata.Retrieved.Select(hit => hit.Passage.ChunkId)];
        holds &= run.Log.Check(
            StressInvariant.IsFresh,
            metadata.Used.SelectMany(passage => passage.Hits).All(hit => retrieved.Contains(hit.Passage.ChunkId)),
            () => $"\"{question}\" used a passage that was not found.");
        foreach (CitationAnnotation citation in response.GetCitations())
        {
            holds &= run.Log.Check(
                StressInvariant.IsFresh,
                metadata.Used.Any(passage => passage.Passage.DocumentId == citation.FileId
                    && passage.Text.Contains(citation.Snippet ?? string.Empty, StringComparison.Ordinal)),
                () => $"\"{question}\" cites {citation.FileId} with words that none of its passages holds: \"{citation.Snippet}\"");
        }

        return holds;
    }

    /// <summary>Checks that a passage stood in the index in one of these versions.</summary>
    public bool CouldSee(string query, Passage passage, long firstVersion, long lastVersion)
    {
        int? document = run.DocumentOf(passage.DocumentId);
        return run.Log.Check(
            StressInvariant.IsFresh,
            document is { } known && run.Ledger.MayBeSeen(known, passage.Text, firstVersion, lastVersion),
            () => $"\"{query}\" found a passage of {passage.DocumentId} that did not stand in the index in any version from {firstVersion} to {lastVersion}: \"{passage.Text}\"");
    }
}
