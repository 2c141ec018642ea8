using LocalRag.Testing;

namespace Acme.Sample.Tests;

/// <summary>The plugin as a whole, loaded by a real host: taken, swapped under load, unloaded.</summary>
public sealed class SampleClassPluginTests : PluginConformanceTests<SampleClassPlugin>;
