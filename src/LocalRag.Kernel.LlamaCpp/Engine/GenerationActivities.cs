using System.Diagnostics;

namespace LocalRag.LlamaCpp.Engine;

/// <summary>The activities of one request as its caller sees them: waiting and prompt, then output.</summary>
internal sealed class GenerationActivities : IDisposable
{
    private readonly ActivityContext _parent = Activity.Current?.Context ?? default;
    private Activity? _current;
    private bool _decoding;

    public GenerationActivities() => _current = EngineTelemetry.Source.StartActivity("localrag.engine.prefill");

    public void Token()
    {
        if (!_decoding)
        {
            _decoding = true;
            _current?.Dispose();
            _current = EngineTelemetry.Source.StartActivity("localrag.engine.decode", ActivityKind.Internal, _parent);
        }
    }

    public void Dispose() => _current?.Dispose();
}
