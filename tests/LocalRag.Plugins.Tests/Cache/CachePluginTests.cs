using LocalRag.Plugins.Cache;
using LocalRag.Testing;

namespace LocalRag.Plugins.Tests;

public sealed class CachePluginTests : PluginConformanceTests<CachePlugin>;
