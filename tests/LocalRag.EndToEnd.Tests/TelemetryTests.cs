using System.Diagnostics.Metrics;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using LocalRag.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalRag.EndToEnd.Tests;

public sealed partial class TelemetryTests(IngestedFolder folder) : IClassFixture<IngestedFolder>
{
    private const string Question = "How much is the monthly rent for the workshop?";

    [Fact]
    public async Task Metrics_OneQuestion_PrintsWhatTheInstrumentsTell()
    {
        CommandResult result = await folder.Command.RunAsync("metrics", Question, "--json");

        Assert.Equal(0, result.ExitCode);
        string[] names = [.. result.OutputJson().GetProperty("instruments").EnumerateArray().Select(instrument => instrument.GetProperty("name").GetString()!)];
        Assert.Superset(
            new HashSet<string>
            {
                "gen_ai.client.token.usage", "gen_ai.server.time_to_first_token", "localrag.engine.prefill.tokens", "localrag.engine.queue.length",
                "localrag.embedding.tokens", "localrag.index.search.duration", "localrag.answer.duration",
            },
            names.ToHashSet());
        Assert.DoesNotContain("rent", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Otlp_Collector_GetsMetricsAndTracesWithoutText()
    {
        using HttpListener listener = new();
        string address = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(address);
        listener.Start();
        Task<Dictionary<string, string>> receiving = ReceiveAsync(listener);

        CommandResult result = await folder.Command.RunAsync("query", Question, "--otlp", address);

        Assert.Equal(0, result.ExitCode);
        listener.Stop();
        Dictionary<string, string> bodies = await receiving;
        Assert.Contains("gen_ai.client.token.usage", bodies["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("localrag.engine.prefill", bodies["/v1/traces"], StringComparison.Ordinal);
        Assert.All(bodies.Values, body => Assert.DoesNotContain("workshop", body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Otlp_NoCollector_IsWarnedOfAndTheAnswerStays()
    {
        CommandResult result = await folder.Command.RunAsync("search", "rent", "--otlp", $"http://127.0.0.1:{FreePort()}");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("OpenTelemetry collector", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Otlp_NoUrl_IsWrongUsage() => Assert.Equal(2, (await folder.Command.RunAsync("status", "--otlp", "collector")).ExitCode);

    [Fact]
    public async Task Instruments_OfAllAssemblies_AreThoseOfTheTable()
    {
        string document = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "handoff", "INSTRUMENTS.md"));
        IEnumerable<(string, string)> documented = Rows().Matches(document).Select(row => (row.Groups["name"].Value, row.Groups["unit"].Value));

        Assert.Equal((await FindInstrumentsAsync()).Order(), documented.Order());
    }

    private static async Task<List<(string Name, string Unit)>> FindInstrumentsAsync()
    {
        List<(string, string)> found = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == LocalRagTelemetry.Name)
                {
                    found.Add((instrument.Name, instrument.Unit ?? string.Empty));
                }
            },
        };
        listener.Start();
        string[] assemblies = [.. Directory.GetFiles(AppContext.BaseDirectory, "LocalRag.Kernel*.dll").Select(path => Path.GetFileNameWithoutExtension(path))];
        foreach (Type type in assemblies.SelectMany(name => Assembly.Load(name).GetTypes()).Where(type => type.Name.EndsWith("Telemetry", StringComparison.Ordinal)))
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }

        // What is read on demand is a host's own, and begins with it.
        ServiceCollection services = new();
        services.AddLocalRag(new ConfigurationBuilder().Build());
        await using ServiceProvider provider = services.BuildServiceProvider();
        foreach (IHostedService telemetry in provider.GetServices<IHostedService>().Where(service => service.GetType().Name.EndsWith("Telemetry", StringComparison.Ordinal)))
        {
            await telemetry.StartAsync(TestContext.Current.CancellationToken);
        }

        return found;
    }

    /// <summary>Takes what is sent until the listener is stopped, and returns it by path.</summary>
    private static async Task<Dictionary<string, string>> ReceiveAsync(HttpListener listener)
    {
        Dictionary<string, string> bodies = [];
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return bodies;
            }

            using MemoryStream body = new();
            await context.Request.InputStream.CopyToAsync(body, TestContext.Current.CancellationToken);
            string path = context.Request.Url!.AbsolutePath;
            bodies[path] = bodies.GetValueOrDefault(path, string.Empty) + Encoding.Latin1.GetString(body.ToArray());
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"^\| `(?<name>[a-z_.]+)` \| [a-z ]+ \| (?<unit>\S+) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
