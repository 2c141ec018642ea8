namespace LocalRag.Pipelines;

/// <summary>A service that is made at first use, and can say what it is.</summary>
internal interface IDeferred
{
    /// <summary>Gets the class of the service; makes it where that can't be known otherwise.</summary>
    Type ServiceType { get; }
}
