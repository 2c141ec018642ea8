using LocalRag.Plugins.Database;
using LocalRag.Testing;

namespace LocalRag.Plugins.Tests;

public sealed class DatabasePluginTests : PluginConformanceTests<DatabasePlugin>
{
    protected override void ConfigureHost(ILocalRagBuilder builder) => builder.AddSqliteIndex();
}
