using LocalRag.Plugins.Health;
using Microsoft.Extensions.AI;

namespace LocalRag.Plugins.Tests;

public sealed class BoundaryTests
{
    [Fact]
    public void Fingerprint_of_the_engine_does_not_pass_a_plugins_layers()
    {
        using FingerprintedEngine engine = new();
        BoundaryMeter host = new(owner: null, inner: null, TimeProvider.System, deadline: null);
        BoundaryMeter plugin = new(new PluginHealth("a", 5, TimeSpan.FromMinutes(1), TimeProvider.System, static (_, _) => { }), host, TimeProvider.System, deadline: null);
        using BoundaryEmbeddingGenerator inner = new(engine, host);
        using BoundaryEmbeddingGenerator outer = new(inner, plugin);

        Assert.Same(engine, inner.GetService(typeof(IEmbeddingFingerprint)));
        Assert.Null(outer.GetService(typeof(IEmbeddingFingerprint)));
        Assert.Same(engine, outer.GetService(typeof(FingerprintedEngine)));
    }

    [Fact]
    public void Layer_that_has_a_fingerprint_itself_answers_for_what_is_inside()
    {
        using FingerprintedEngine layer = new();
        using BoundaryEmbeddingGenerator boundary = new(
            layer, new BoundaryMeter(new PluginHealth("a", 5, TimeSpan.FromMinutes(1), TimeProvider.System, static (_, _) => { }), null, TimeProvider.System, deadline: null));

        Assert.Same(layer, boundary.GetService(typeof(IEmbeddingFingerprint)));
    }

    private sealed class FingerprintedEngine : IEmbeddingGenerator<string, Embedding<float>>, IEmbeddingFingerprint
    {
        private readonly StubEngine _inner = new();

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            _inner.GenerateAsync(values, options, cancellationToken);

        public ValueTask<string?> GetAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>("engine");

        public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

        public void Dispose() => _inner.Dispose();
    }
}
