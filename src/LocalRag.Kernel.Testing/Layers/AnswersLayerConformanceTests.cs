using LocalRag.Answers;
using Microsoft.Extensions.AI;

namespace LocalRag.Testing;

/// <summary>What a layer of the Answers pipeline must hold to: all that one of the Chat pipeline must, and that citations and metadata come through. Derive one class for each layer.</summary>
public abstract class AnswersLayerConformanceTests : ChatLayerConformanceTests
{
    private const string Snippet = "One and one are two.";

    /// <summary>Gets a value indicating whether the layer adds, moves or takes away citations.</summary>
    /// <value>The default is false.</value>
    protected virtual bool ChangesCitations => false;

    /// <summary>The citations of the answer inside reach the caller, streamed or not.</summary>
    [Fact]
    public async Task Citations_come_through()
    {
        if (ChangesCitations)
        {
            Assert.Skip($"{nameof(ChangesCitations)}: the layer has its own.");
        }

        foreach (ChatResponse response in await AskBothWaysAsync())
        {
            Assert.Equal(Snippet, Assert.Single(response.GetCitations()).Snippet);
        }
    }

    /// <summary>How the answer came about reaches the caller, streamed or not.</summary>
    [Fact]
    public async Task Metadata_comes_through()
    {
        foreach (ChatResponse response in await AskBothWaysAsync())
        {
            Assert.Equal("What is one and one?", response.GetRagMetadata()?.Question);
        }
    }

    private protected sealed override ChatResponse Respond(string question)
    {
        ChatResponse response = TestChatClient.Respond(Answer(question));
        response.Messages[0].Contents.Add(Cite());
        response.AdditionalProperties = Metadata(question);
        return response;
    }

    private protected sealed override async IAsyncEnumerable<ChatResponseUpdate> Stream(string question)
    {
        await foreach (ChatResponseUpdate update in TestChatClient.Stream(Answer(question)))
        {
            yield return update;
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [Cite()]) { ResponseId = "r1", MessageId = "m1", AdditionalProperties = Metadata(question) };
    }

    private static TextContent Cite() => new(string.Empty) { Annotations = [new CitationAnnotation { Title = "Arithmetic", Snippet = Snippet }] };

    private static AdditionalPropertiesDictionary Metadata(string question) => new()
    {
        [RagResponseExtensions.MetadataKey] = new RagAnswerMetadata
        {
            Question = question,
            SearchText = question,
            IndexVersion = 7,
            Retrieved = [],
            Used = [],
            Dropped = [],
            IsReproducible = true,
            Timings = new AnswerTimings(0, 0, 0, null, 0, 0, 0),
        },
    };

    private async Task<ChatResponse[]> AskBothWaysAsync()
    {
        using IChatClient layer = CreateChecked(CreateInner());
        using IChatClient streaming = CreateChecked(CreateInner());
        return
        [
            await layer.GetResponseAsync("What is one and one?", cancellationToken: Token),
            await streaming.GetStreamingResponseAsync("What is one and one?", cancellationToken: Token).ToChatResponseAsync(Token),
        ];
    }
}
