using Microsoft.Extensions.Options;

namespace LocalRag.Sqlite.Tests;

/// <summary>Settings that a test changes while the index is open, as a plugin that comes or goes does.</summary>
internal sealed class ChangeableOptions(SqliteOptions value) : IOptionsMonitor<SqliteOptions>
{
    public SqliteOptions CurrentValue { get; set; } = value;

    public SqliteOptions Get(string? name) => CurrentValue;

    public IDisposable? OnChange(Action<SqliteOptions, string?> listener) => null;
}
