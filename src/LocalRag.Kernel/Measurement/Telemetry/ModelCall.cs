using System.Diagnostics;
using Microsoft.Extensions.AI;

namespace LocalRag.Measurement;

/// <summary>One call of a model while somebody listens: its activity, and the measurements when it ends.</summary>
internal sealed class ModelCall
{
    private readonly string _operation;
    private readonly string _provider;
    private readonly string? _model;
    private readonly Activity? _activity;
    private readonly long _start = Stopwatch.GetTimestamp();
    private bool _hasFirst;

    private ModelCall(string operation, string? provider, string? model)
    {
        _operation = operation;
        _provider = provider ?? "unknown";
        _model = model;
        _activity = HostTelemetry.Source.StartActivity(model is null ? operation : $"{operation} {model}", ActivityKind.Client);
        _activity?.SetTag("gen_ai.operation.name", operation).SetTag("gen_ai.provider.name", _provider).SetTag("gen_ai.request.model", model);
    }

    /// <summary>Gets whether anybody listens to what a call tells.</summary>
    public static bool IsHeard =>
        HostTelemetry.Source.HasListeners() || HostTelemetry.OperationDuration.Enabled || HostTelemetry.TokenUsage.Enabled
        || HostTelemetry.TimeToFirstChunk.Enabled || HostTelemetry.CachedTokens.Enabled;

    public static ModelCall Start(string operation, string? provider, string? model) => new(operation, provider, model);

    /// <summary>Tells that the first text has come.</summary>
    public void First()
    {
        if (!_hasFirst)
        {
            _hasFirst = true;
            TagList tags = Tags();
            HostTelemetry.TimeToFirstChunk.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, tags);
        }
    }

    /// <summary>Tells that the call has ended well.</summary>
    public void Complete(UsageDetails? usage, string? responseModel)
    {
        TagList tags = Tags();
        tags.Add("gen_ai.response.model", responseModel);
        Record("input", usage?.InputTokenCount, tags);
        Record("output", usage?.OutputTokenCount, tags);
        if (usage?.CachedInputTokenCount is { } cached)
        {
            HostTelemetry.CachedTokens.Add(cached, tags);
        }

        _activity?.SetTag("gen_ai.response.model", responseModel)
            .SetTag("gen_ai.usage.input_tokens", usage?.InputTokenCount)
            .SetTag("gen_ai.usage.output_tokens", usage?.OutputTokenCount);
        End(tags);
    }

    /// <summary>Tells that it has failed; the error's type is told, not its text, which can hold a user's words.</summary>
    public void Fail(Exception exception)
    {
        TagList tags = Tags();
        tags.Add("error.type", exception.GetType().FullName);
        _activity?.SetTag("error.type", exception.GetType().FullName).SetStatus(ActivityStatusCode.Error);
        End(tags);
    }

    /// <summary>Tells that the caller has left before the end.</summary>
    public void Abandon()
    {
        TagList tags = Tags();
        tags.Add("error.type", "abandoned");
        _activity?.SetTag("error.type", "abandoned");
        End(tags);
    }

    private void End(in TagList tags)
    {
        HostTelemetry.OperationDuration.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, tags);
        _activity?.Dispose();
    }

    private static void Record(string type, long? tokens, TagList tags)
    {
        if (tokens is { } count)
        {
            tags.Add("gen_ai.token.type", type);
            HostTelemetry.TokenUsage.Record(count, tags);
        }
    }

    private TagList Tags() => new()
    {
        { "gen_ai.operation.name", _operation },
        { "gen_ai.provider.name", _provider },
        { "gen_ai.request.model", _model },
    };
}
