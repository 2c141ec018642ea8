using LocalRag.Answers;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Tests;

/// <summary>Whatever happens to the documents in between, a cached answer is the answer that would be computed now.</summary>
public sealed class CacheStalenessTests
{
    private const int Steps = 10_000;
    private const int Documents = 12;

    private static readonly string[] s_topics = ["rack", "badge", "kitchen", "parking", "printer", "visitor"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_answer_is_stale_over_random_edits_removals_renames_and_questions(int seed)
    {
        Random random = new(seed);
        await using PluginTestHost host = await CacheTestHost.StartAsync();
        IChatClient answers = CacheTestHost.Answers(host);
        ChangingDocuments documents = new(host.Index);
        host.Chat.OnGetResponse = (messages, _, _) => Task.FromResult(TestChatClient.Respond(Echo(messages)));
        host.Chat.OnGetStreamingResponse = (messages, _, _) => TestChatClient.Stream(Echo(messages));
        ChatOptions bypass = new() { AdditionalProperties = new() { [CacheControl.UseKey] = CacheUse.Bypass } };
        int asked = 0;
        int hits = 0;
        for (int step = 0; step < Steps; step++)
        {
            // Changes are rarer than questions, or nothing could ever be hit.
            if (random.Next(10) == 0)
            {
                documents.Change(random);
                continue;
            }

            string topic = s_topics[random.Next(s_topics.Length)];
            string question = $"Where is the {topic} of room {random.Next(3)}?";
            ChatResponse given = random.Next(2) == 0
                ? await answers.GetResponseAsync(question, cancellationToken: Token)
                : await answers.GetStreamingResponseAsync(question, cancellationToken: Token).ToChatResponseAsync(Token);
            ChatResponse computed = await answers.GetResponseAsync(question, bypass, Token);
            asked++;
            hits += CacheControl.FindHit(given) is null ? 0 : 1;
            Assert.Null(CacheControl.FindHit(computed));
            Assert.Equal(Describe(computed), Describe(given));
        }

        Assert.True(hits > asked / 4, $"Only {hits} of {asked} answers came from the cache: the test shows nothing.");
    }

    [Fact]
    public async Task An_answer_survives_a_change_elsewhere_and_dies_with_its_evidence()
    {
        await using PluginTestHost host = await CacheTestHost.StartAsync();
        IChatClient answers = CacheTestHost.Answers(host);
        host.Chat.OnGetResponse = (messages, _, _) => Task.FromResult(TestChatClient.Respond(Echo(messages)));
        await answers.GetResponseAsync("What is the answer?", cancellationToken: Token);
        int calls = host.Chat.Requests.Count;

        host.Index.Version++;
        await answers.GetResponseAsync("What is the answer?", cancellationToken: Token);
        Assert.Equal(calls, host.Chat.Requests.Count);

        host.Index.Version++;
        host.Index.Hits = [.. host.Index.Hits.Select(hit => hit with { Passage = hit.Passage with { Text = hit.Passage.Text + " Edited." } })];
        ChatResponse edited = await answers.GetResponseAsync("What is the answer?", cancellationToken: Token);
        Assert.Equal(calls + 1, host.Chat.Requests.Count);
        Assert.Contains("Edited.", edited.Text, StringComparison.Ordinal);
    }

    private static string Echo(IEnumerable<ChatMessage> messages) => string.Join(" ", messages.Select(message => message.Text)).ReplaceLineEndings(" ");

    private static string Describe(ChatResponse response) => string.Join(
        '\n',
        response.GetCitations().Select(citation => $"{citation.Title} {citation.Url} {citation.GetLocation()} {citation.AdditionalProperties?[RagResponseExtensions.ChunkIdKey]}")
            .Prepend(response.Text));

    /// <summary>A few documents of one passage each, searched by the words that they share with a question.</summary>
    private sealed class ChangingDocuments
    {
        private readonly TestDocumentIndex _index;
        private readonly List<Passage> _passages = [];
        private long _chunks;
        private int _names;

        public ChangingDocuments(TestDocumentIndex index)
        {
            _index = index;
            index.OnSearch = (query, _) => Task.FromResult<IReadOnlyList<SearchHit>>([.. Search(query)]);
        }

        public void Change(Random random)
        {
            int at = random.Next(Documents);
            switch (at < _passages.Count ? random.Next(3) : 3)
            {
                case 0:
                    _passages[at] = Write(random, _passages[at].DocumentId);
                    break;
                case 1:
                    _passages.RemoveAt(at);
                    break;
                case 2:
                    string renamed = $"/documents/{_names++}.md";
                    _passages[at] = _passages[at] with { ChunkId = _chunks++, DocumentId = renamed, Title = renamed };
                    break;
                default:
                    _passages.Add(Write(random, $"/documents/{_names++}.md"));
                    break;
            }

            _index.Version++;
            _index.Documents = _passages.Count;
        }

        private Passage Write(Random random, string document)
        {
            string text = $"The {s_topics[random.Next(s_topics.Length)]} of room {random.Next(3)} is at door {random.Next(1000)}.";
            return new Passage(_chunks++, document, document, 0, text, string.Empty, new SourceLocation(1, 1), 12);
        }

        private IEnumerable<SearchHit> Search(HybridQuery query)
        {
            string? topic = s_topics.FirstOrDefault(query.Text.Contains);
            return topic is null ? [] : _passages
                .Where(passage => passage.Text.Contains(topic, StringComparison.Ordinal))
                .OrderBy(passage => passage.ChunkId)
                .Take(query.Limit)
                .Select(passage => new SearchHit(passage, 1, 0.9f, 1));
        }
    }
}
