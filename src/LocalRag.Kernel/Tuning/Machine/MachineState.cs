using System.Globalization;

namespace LocalRag.Tuning;

/// <summary>What of the machine changes how fast it is, as far as the system tells; null where it does not.</summary>
/// <param name="OnMains">Whether it has mains power.</param>
/// <param name="Throttled">How often a processor was slowed down because it was hot.</param>
/// <param name="Denied">How often a limit on processor time has held this process back.</param>
/// <param name="Governor">What decides the processors' clock.</param>
internal sealed record MachineState(bool? OnMains, long? Throttled, long? Denied, string? Governor)
{
    /// <summary>Returns what has changed since a state before, as a sentence; null where nothing has.</summary>
    public string? FindChange(MachineState before) =>
        OnMains != before.OnMains ? (OnMains == true ? "The machine was connected to mains power." : "The machine went to battery power.")
        : Throttled > before.Throttled ? string.Create(CultureInfo.InvariantCulture, $"A processor was slowed down {Throttled - before.Throttled} times because it was hot.")
        : Denied > before.Denied ? string.Create(CultureInfo.InvariantCulture, $"A limit on processor time held this process back {Denied - before.Denied} times.")
        : Governor != before.Governor ? $"What decides the processors' clock changed from {before.Governor} to {Governor}."
        : null;
}
