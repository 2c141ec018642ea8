using LocalRag.Cli.Leaks;
using LocalRag.Plugins;

namespace LocalRag.Cli.Output;

/// <summary>What <c>plugins verify --json</c> writes.</summary>
internal sealed record VerificationsResult(IReadOnlyList<PluginVerification> Plugins);

/// <summary>What <c>plugins why-alive --json</c> writes.</summary>
internal sealed record LeaksResult(string Plugin, IReadOnlyList<LeakedContext> Leaks);

/// <summary>What <c>plugins swap --json</c> and <c>plugins rollback --json</c> write.</summary>
internal sealed record PluginChangeResult(long Generation, bool Published, IReadOnlyList<string> Active, IReadOnlyList<string> Refused, IReadOnlyList<PluginVerification> Verified);
