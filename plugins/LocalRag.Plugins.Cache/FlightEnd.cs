namespace LocalRag.Plugins.Cache;

/// <summary>How a computation ended, for those who waited for it.</summary>
internal enum FlightEnd
{
    /// <summary>With a value for all.</summary>
    Shared,

    /// <summary>With one that is for its own caller alone, or with a caller that has stopped reading.</summary>
    Own,

    /// <summary>Its caller has left: somebody else must compute.</summary>
    Cancelled,
}
