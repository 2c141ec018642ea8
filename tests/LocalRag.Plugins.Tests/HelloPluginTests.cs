using LocalRag.Testing;

namespace LocalRag.Plugins.Tests;

public sealed class HelloPluginTests : PluginConformanceTests<StopwatchPlugin>;
