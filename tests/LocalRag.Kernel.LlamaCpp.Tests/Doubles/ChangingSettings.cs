using LocalRag.LlamaCpp.Engine;
using Microsoft.Extensions.Options;

namespace LocalRag.LlamaCpp.Tests.Doubles;

/// <summary>Settings that a test changes while the engine runs, as plugins and the tuner do.</summary>
internal sealed class ChangingSettings(LlamaOptions initial) : IOptionsMonitor<LlamaOptions>
{
    private Action<LlamaOptions, string?>? _changed;

    public LlamaOptions CurrentValue { get; private set; } = initial;

    public LlamaOptions Get(string? name) => CurrentValue;

    public IDisposable OnChange(Action<LlamaOptions, string?> listener)
    {
        _changed += listener;
        return new Subscription(this, listener);
    }

    /// <summary>Replaces the settings by a copy with a change.</summary>
    public void Change(Action<LlamaOptions> change)
    {
        LlamaOptions next = CurrentValue.WithContext(new ContextSize(CurrentValue.ContextTokens, CurrentValue.Sequences));
        change(next);
        CurrentValue = next;
        _changed?.Invoke(next, null);
    }

    private sealed class Subscription(ChangingSettings settings, Action<LlamaOptions, string?> listener) : IDisposable
    {
        public void Dispose() => settings._changed -= listener;
    }
}
