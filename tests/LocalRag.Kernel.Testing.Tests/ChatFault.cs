namespace LocalRag.Testing.Tests;

/// <summary>What is wrong with a <see cref="FaultyClient"/>.</summary>
public enum ChatFault
{
    DropsToken,
    ExchangesToken,
    ChangesMessages,
    ChangesOptions,
    StreamsOtherText,
    LeavesStreamOpen,
    KeepsHalfAStream,
    WrapsExceptions,
    RemembersFailures,
    SharesState,
    CachesInSecret,
    GivesOutTheSameResponse,
    HidesServices,
    RefusesEmptyConversation,
    NeedsAnAnswer,
    ThrowsOnSecondDisposal,
    KeepsInnerAlive,
    LeavesRegistration,
    LivesInAStatic,
    LosesCitations,
    LosesMetadata,
}
