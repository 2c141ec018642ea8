using System.Diagnostics.Metrics;

namespace LocalRag.Measurement;

/// <summary>Listens to the host's instruments and adds up what they tell, by instrument and tags. Members may be called from any thread.</summary>
public sealed class MeterCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Name, string Tags), InstrumentReading> _readings = [];

    /// <summary>Begins to listen.</summary>
    public MeterCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == LocalRagTelemetry.Name)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Returns what was told since the last reset, ordered by name; what is read on demand is read now, and what it no longer tells of is left out.</summary>
    public IReadOnlyList<InstrumentReading> Read()
    {
        Dictionary<(string, string), long> toldBefore;
        lock (_lock)
        {
            toldBefore = _readings.Where(reading => reading.Value.Kind == InstrumentReading.Gauge).ToDictionary(reading => reading.Key, reading => reading.Value.Count);
        }

        _listener.RecordObservableInstruments();
        lock (_lock)
        {
            foreach (((string, string) key, long count) in toldBefore)
            {
                if (_readings.GetValueOrDefault(key)?.Count == count)
                {
                    _readings.Remove(key);
                }
            }

            return [.. _readings.Values.OrderBy(reading => reading.Name, StringComparer.Ordinal).ThenBy(reading => reading.Tags, StringComparer.Ordinal)];
        }
    }

    /// <summary>Returns what was told since the last reset without asking those that are read on demand, which takes a reading of the process's memory.</summary>
    internal IReadOnlyList<InstrumentReading> ReadTold()
    {
        lock (_lock)
        {
            return [.. _readings.Values];
        }
    }

    /// <summary>Forgets what was told.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _readings.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string text = Describe(tags);
        lock (_lock)
        {
            (string, string) key = (instrument.Name, text);
            _readings[key] = _readings.TryGetValue(key, out InstrumentReading? before)
                ? before.With(value, instrument.IsObservable)
                : InstrumentReading.Of(instrument, text, value);
        }
    }

    private static string Describe(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return string.Empty;
        }

        List<string> parts = [];
        foreach ((string key, object? value) in tags)
        {
            parts.Add($"{key}={value}");
        }

        return string.Join(' ', parts);
    }
}
