using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace LocalRag.Testing.Tests;

public sealed class OtherSuitesTests
{
    public enum EmbeddingFault
    {
        None,
        RemovesDuplicates,
        Reorders,
        Truncates,
        NeedsTexts,
        SetsDimensions,
        GivesOutTheSameResult,
    }

    public enum RetrievalFault
    {
        None,
        Reorders,
        Repeats,
        HidesDegradation,
        LosesVersion,
        ForgetsPrefix,
        IgnoresLimit,
        NeedsHits,
    }

    [Fact]
    public async Task An_answers_layer_that_passes_on_conforms()
    {
        Assert.Empty(await SuiteRun.FailuresAsync(() => new AnswersSuite(inner => new ConfigureOptionsChatClient(inner, _ => { }))));
    }

    [Theory]
    [InlineData(ChatFault.LosesCitations, nameof(AnswersLayerConformanceTests.Citations_come_through))]
    [InlineData(ChatFault.LosesMetadata, nameof(AnswersLayerConformanceTests.Metadata_comes_through))]
    public async Task An_answers_layer_with_a_fault_fails(ChatFault fault, string test)
    {
        Assert.Contains(test, await SuiteRun.FailuresAsync(() => new AnswersSuite(inner => new FaultyClient(inner, fault))));
    }

    [Fact]
    public async Task An_embedding_layer_that_passes_on_conforms()
    {
        Assert.Empty(await SuiteRun.FailuresAsync(() => new EmbeddingSuite(EmbeddingFault.None)));
    }

    [Theory]
    [InlineData(EmbeddingFault.RemovesDuplicates, nameof(EmbeddingLayerConformanceTests.Order_count_and_dimension_are_kept))]
    [InlineData(EmbeddingFault.Reorders, nameof(EmbeddingLayerConformanceTests.Order_count_and_dimension_are_kept))]
    [InlineData(EmbeddingFault.Truncates, nameof(EmbeddingLayerConformanceTests.Order_count_and_dimension_are_kept))]
    [InlineData(EmbeddingFault.NeedsTexts, nameof(EmbeddingLayerConformanceTests.Empty_input_gives_no_vectors))]
    [InlineData(EmbeddingFault.SetsDimensions, nameof(EmbeddingLayerConformanceTests.Texts_and_options_of_the_caller_are_not_changed))]
    [InlineData(EmbeddingFault.GivesOutTheSameResult, nameof(EmbeddingLayerConformanceTests.Result_that_the_caller_changes_is_not_given_out_again))]
    public async Task An_embedding_layer_with_a_fault_fails(EmbeddingFault fault, string test)
    {
        Assert.Contains(test, await SuiteRun.FailuresAsync(() => new EmbeddingSuite(fault)));
    }

    [Fact]
    public async Task A_retrieval_layer_that_passes_on_conforms()
    {
        Assert.Empty(await SuiteRun.FailuresAsync(() => new RetrievalSuite(RetrievalFault.None)));
    }

    [Theory]
    [InlineData(RetrievalFault.Reorders, nameof(RetrievalLayerConformanceTests.Hits_are_kept))]
    [InlineData(RetrievalFault.Repeats, nameof(RetrievalLayerConformanceTests.Hits_are_kept))]
    [InlineData(RetrievalFault.HidesDegradation, nameof(RetrievalLayerConformanceTests.Degradation_is_not_hidden))]
    [InlineData(RetrievalFault.LosesVersion, nameof(RetrievalLayerConformanceTests.Index_version_comes_through))]
    [InlineData(RetrievalFault.ForgetsPrefix, nameof(RetrievalLayerConformanceTests.Prefix_of_the_documents_reaches_the_retriever_inside))]
    [InlineData(RetrievalFault.IgnoresLimit, nameof(RetrievalLayerConformanceTests.Every_part_of_a_query_counts))]
    [InlineData(RetrievalFault.NeedsHits, nameof(RetrievalLayerConformanceTests.Empty_question_and_no_hits_are_passed_on))]
    public async Task A_retrieval_layer_with_a_fault_fails(RetrievalFault fault, string test)
    {
        Assert.Contains(test, await SuiteRun.FailuresAsync(() => new RetrievalSuite(fault)));
    }

    private sealed class AnswersSuite(Func<IChatClient, IChatClient> create) : AnswersLayerConformanceTests
    {
        protected override IChatClient CreateLayer(IChatClient inner) => create(inner);
    }

    private sealed class EmbeddingSuite(EmbeddingFault fault) : EmbeddingLayerConformanceTests
    {
        protected override IEmbeddingGenerator<string, Embedding<float>> CreateLayer(IEmbeddingGenerator<string, Embedding<float>> inner) => new FaultyGenerator(inner, fault);
    }

    private sealed class RetrievalSuite(RetrievalFault fault) : RetrievalLayerConformanceTests
    {
        protected override IRetriever CreateLayer(IRetriever inner) => new FaultyRetriever(inner, fault);
    }

    private sealed class FaultyGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, EmbeddingFault fault)
        : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
    {
        private readonly ConcurrentDictionary<string, GeneratedEmbeddings<Embedding<float>>> _results = new();

        public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            List<string> texts = [.. fault switch
            {
                EmbeddingFault.RemovesDuplicates => values.Distinct(),
                EmbeddingFault.Reorders => values.Order(StringComparer.Ordinal),
                _ => values,
            }];
            ArgumentOutOfRangeException.ThrowIfZero(fault == EmbeddingFault.NeedsTexts ? texts.Count : 1);
            if (fault == EmbeddingFault.SetsDimensions && options is not null)
            {
                options.Dimensions = 8;
            }

            if (fault == EmbeddingFault.GivesOutTheSameResult && _results.TryGetValue(string.Join('\n', texts), out GeneratedEmbeddings<Embedding<float>>? known))
            {
                return known;
            }

            GeneratedEmbeddings<Embedding<float>> result = await base.GenerateAsync(texts, options, cancellationToken);
            _results[string.Join('\n', texts)] = result;
            return fault == EmbeddingFault.Truncates ? new(result.Select(embedding => new Embedding<float>(embedding.Vector[..4]))) : result;
        }
    }

    private sealed class FaultyRetriever(IRetriever inner, RetrievalFault fault) : DelegatingRetriever(inner)
    {
        private readonly ConcurrentDictionary<string, RetrievalResult> _results = new();

        public override async Task<RetrievalResult> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken = default)
        {
            if (fault == RetrievalFault.IgnoresLimit && _results.TryGetValue(query.Text, out RetrievalResult? known))
            {
                return known;
            }

            RetrievalResult result = await base.RetrieveAsync(fault == RetrievalFault.ForgetsPrefix ? query with { IdPrefix = string.Empty } : query, cancellationToken);
            _results[query.Text] = result;
            return fault switch
            {
                RetrievalFault.Reorders => result with { Hits = [.. result.Hits.Reverse()] },
                RetrievalFault.Repeats => result with { Hits = [.. result.Hits, .. result.Hits] },
                RetrievalFault.HidesDegradation => result with { Degraded = null },
                RetrievalFault.LosesVersion => result with { IndexVersion = 0 },
                RetrievalFault.NeedsHits => result with { Hits = [result.Hits[0], .. result.Hits.Skip(1)] },
                _ => result,
            };
        }
    }
}
