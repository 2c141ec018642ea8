using System.Globalization;
using LocalRag.Answers;
using LocalRag.Plugins.Cache;
using LocalRag.Testing;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Tests;

/// <summary>What the cache says that it holds is what the heap grows by: never noticeably less, and not several times as much.</summary>
[CollectionDefinition(nameof(CacheSizeTests), DisableParallelization = true)]
[Collection(nameof(CacheSizeTests))]
public sealed class CacheSizeTests
{
    private const int Entries = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_take_about_what_is_counted()
    {
        TestChatClient inner = new() { OnGetResponse = (messages, _, _) => Task.FromResult(Answer(messages.First().Text)) };
        using IChatClient cache = new TestPluginBuilder(("QueryEntries", "2000")).With(new CachePlugin()).BuildAnswers(inner);
        await cache.GetResponseAsync("the first one makes what all need", cancellationToken: Token);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long countedBefore = Counted(cache.GetService<ICacheLevel>());

        for (int i = 0; i < Entries; i++)
        {
            await cache.GetResponseAsync(string.Create(CultureInfo.InvariantCulture, $"question {i}"), cancellationToken: Token);
        }

        inner.Forget();
        Check(Counted(cache.GetService<ICacheLevel>()) - countedBefore, GC.GetTotalMemory(forceFullCollection: true) - before);
        GC.KeepAlive(cache);
    }

    [Fact]
    public async Task Vectors_take_about_what_is_counted()
    {
        TestEmbeddingGenerator inner = new() { OnGenerate = _ => new float[384] };
        using IEmbeddingGenerator<string, Embedding<float>> cache = new TestPluginBuilder(("EmbeddingEntries", "2000")).With(new CachePlugin()).BuildEmbeddings(inner);
        await cache.GenerateAsync(["the first one makes what all need"], null, Token);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long countedBefore = Counted(cache.GetService<ICacheLevel>());

        for (int i = 0; i < Entries; i++)
        {
            await cache.GenerateAsync([string.Create(CultureInfo.InvariantCulture, $"text {i}")], null, Token);
        }

        inner.Forget();
        Check(Counted(cache.GetService<ICacheLevel>()) - countedBefore, GC.GetTotalMemory(forceFullCollection: true) - before);
        GC.KeepAlive(cache);
    }

    private static long Counted(ICacheLevel? level) => level!.GetStatistics().Bytes;

    private static void Check(long counted, long grown) => Assert.True(
        counted >= grown * 0.9 && counted <= grown * 3, $"{counted:N0} bytes are counted, and the heap has grown by {grown:N0}.");

    /// <summary>An answer as the host gives it: five passages of a few sentences, two in the prompt, two citations.</summary>
    private static ChatResponse Answer(string question)
    {
        SearchHit[] hits = [.. Enumerable.Range(0, 5).Select(i => new SearchHit(
            new Passage(i, $"/documents/{i}.md", $"Title {i}", i, $"Passage {i} on {question}. {new string('x', 600)}", "One > Two", new SourceLocation(1, 9), 150), 1, 0.5f, 3))];
        ChatResponse response = TestChatClient.Respond($"{question}: {new string('y', 400)}");
        response.Messages[0].Contents.Add(new TextContent(string.Empty) { Annotations = [Cite(hits[0]), Cite(hits[1])] });
        response.AdditionalProperties = new()
        {
            [RagResponseExtensions.MetadataKey] = new RagAnswerMetadata
            {
                Question = question,
                SearchText = question,
                IndexVersion = 7,
                Retrieved = hits,
                Used = [.. hits.Take(2).Select(hit => new UsedPassage([hit], hit.Passage.Text))],
                Dropped = [.. hits.Skip(2).Select(hit => new DroppedPassage(hit, DropReason.Budget))],
                IsReproducible = true,
                Timings = new AnswerTimings(0, 0, 0, null, 0, 0, 0),
            },
        };
        return response;
    }

    private static CitationAnnotation Cite(SearchHit hit) => new()
    {
        Title = hit.Passage.Title,
        Url = new Uri("file://" + hit.Passage.DocumentId),
        Snippet = hit.Passage.Text[..200],
        AnnotatedRegions = [new TextSpanAnnotatedRegion { StartIndex = 0, EndIndex = 20 }],
        AdditionalProperties = new() { [RagResponseExtensions.ChunkIdKey] = hit.Passage.ChunkId },
    };
}
