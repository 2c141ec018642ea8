using Microsoft.Extensions.AI;

namespace LocalRag.Testing.Tests;

public sealed class ChatSuiteTests
{
    [Fact]
    public async Task A_layer_that_only_passes_on_conforms()
    {
        Assert.Empty(await SuiteRun.FailuresAsync(() => new Suite(inner => new PassingClient(inner))));
    }

    [Fact]
    public async Task A_cache_that_says_so_conforms()
    {
        Assert.Empty(await SuiteRun.FailuresAsync(() => new CachingSuite(inner => new CachingClient(inner))));
    }

    [Theory]
    [InlineData(ChatFault.DropsToken, nameof(ChatLayerConformanceTests.Token_reaches_the_service_inside))]
    [InlineData(ChatFault.ExchangesToken, nameof(ChatLayerConformanceTests.Cancellation_carries_the_token_of_the_caller))]
    [InlineData(ChatFault.ChangesMessages, nameof(ChatLayerConformanceTests.Messages_of_the_caller_are_not_changed))]
    [InlineData(ChatFault.ChangesOptions, nameof(ChatLayerConformanceTests.Options_of_the_caller_are_not_changed))]
    [InlineData(ChatFault.StreamsOtherText, nameof(ChatLayerConformanceTests.Streamed_text_equals_the_text_that_is_not_streamed))]
    [InlineData(ChatFault.LeavesStreamOpen, nameof(ChatLayerConformanceTests.Stream_that_is_left_early_disposes_the_stream_inside))]
    [InlineData(ChatFault.KeepsHalfAStream, nameof(ChatLayerConformanceTests.Stream_that_is_left_early_is_not_remembered))]
    [InlineData(ChatFault.KeepsHalfAStream, nameof(ChatLayerConformanceTests.Stream_that_breaks_is_not_taken_for_a_whole_one))]
    [InlineData(ChatFault.WrapsExceptions, nameof(ChatLayerConformanceTests.Exception_is_not_wrapped))]
    [InlineData(ChatFault.RemembersFailures, nameof(ChatLayerConformanceTests.Failure_is_not_remembered))]
    [InlineData(ChatFault.SharesState, nameof(ChatLayerConformanceTests.Concurrent_calls_do_not_mix))]
    [InlineData(ChatFault.CachesInSecret, nameof(ChatLayerConformanceTests.Repeated_call_is_answered_the_same))]
    [InlineData(ChatFault.GivesOutTheSameResponse, nameof(ChatLayerConformanceTests.Response_that_the_caller_changes_is_not_given_out_again))]
    [InlineData(ChatFault.HidesServices, nameof(ChatLayerConformanceTests.Service_inside_is_found_through_the_layer))]
    [InlineData(ChatFault.RefusesEmptyConversation, nameof(ChatLayerConformanceTests.Empty_conversation_is_passed_on))]
    [InlineData(ChatFault.NeedsAnAnswer, nameof(ChatLayerConformanceTests.Empty_answer_is_passed_on))]
    [InlineData(ChatFault.ThrowsOnSecondDisposal, nameof(ChatLayerConformanceTests.Disposal_reaches_the_service_inside_and_may_be_repeated))]
    [InlineData(ChatFault.KeepsInnerAlive, nameof(ChatLayerConformanceTests.Disposal_reaches_the_service_inside_and_may_be_repeated))]
    [InlineData(ChatFault.LeavesRegistration, nameof(ChatLayerConformanceTests.Layer_is_let_go_of_when_it_was_disposed))]
    [InlineData(ChatFault.LivesInAStatic, nameof(ChatLayerConformanceTests.Layer_is_let_go_of_when_it_was_disposed))]
    public async Task A_layer_with_a_fault_fails(ChatFault fault, string test)
    {
        Assert.Contains(test, await SuiteRun.FailuresAsync(() => new Suite(inner => new FaultyClient(inner, fault))));
    }

    [Fact]
    public async Task A_shared_delegate_of_the_client_builder_leaves_the_stream_inside_open()
    {
        IReadOnlyList<string> failures = await SuiteRun.FailuresAsync(() => new Suite(inner => new ChatClientBuilder(inner)
            .Use((messages, options, next, cancellationToken) => next(messages, options, cancellationToken)).Build()));

        Assert.Contains(nameof(ChatLayerConformanceTests.Stream_that_is_left_early_disposes_the_stream_inside), failures);
    }

    private class Suite(Func<IChatClient, IChatClient> create) : ChatLayerConformanceTests
    {
        protected override IChatClient CreateLayer(IChatClient inner) => create(inner);
    }

    private sealed class CachingSuite(Func<IChatClient, IChatClient> create) : Suite(create)
    {
        protected override bool CachesResponses => true;
    }

    private sealed class PassingClient(IChatClient inner) : DelegatingChatClient(inner);
}
