namespace LocalRag.Tests.Tuning;

/// <summary>How a simulated host behaves with its settings.</summary>
internal sealed record HostBehaviour
{
    /// <summary>Gets how many times as long everything takes.</summary>
    public double Time { get; init; } = 1;

    /// <summary>Gets how many times as long a search takes besides.</summary>
    public double Search { get; init; } = 1;

    /// <summary>Gets the share of right answers that it gets wrong.</summary>
    public double Loss { get; init; }

    /// <summary>Gets what a process holds.</summary>
    public long Bytes { get; init; } = 500_000_000;

    /// <summary>Gets whether a process ends before it has answered.</summary>
    public bool Crashes { get; init; }

    /// <summary>Gets whether a host fails while it is measured.</summary>
    public bool Fails { get; init; }
}
