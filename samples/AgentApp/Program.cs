// An application that embeds the host: a Semantic Kernel whose prompts and code call the user's documents, and a plugin that comes and goes meanwhile.
//
//     dotnet run -c Release --project samples/AgentApp
//     dotnet run -c Release --project samples/AgentApp -- --Corpus ~/Documents/handbook --Question "How many days of notice do I have to give?"
//
// Any setting of the host can be given too: --LocalRag:Llama:Model /models/qwen3-4b-q4_k_m.gguf
using LocalRag;
using LocalRag.AgentApp;
using LocalRag.Ingestion;
using LocalRag.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
AppDefaults.AddTo(builder.Configuration);
builder.Logging.ClearProviders();
builder.AddLocalRag().AddLlamaCpp().AddOnnxEmbeddings().AddSqliteIndex();
using IHost host = builder.Build();
await host.StartAsync();

string corpus = builder.Configuration["Corpus"]!;
string question = builder.Configuration["Question"]!;
IngestionReport report = await host.Services.GetRequiredService<DocumentIngestor>().IngestAsync(new IngestionRequest([corpus]));
Console.WriteLine($"documents: {report.Added + report.Replaced + report.Unchanged} from {corpus}");

Kernel kernel = host.Services.GetRequiredService<Kernel>();
Agent agent = new(kernel);
PluginDeployment plugin = new(host.Services.GetRequiredService<PluginHost>(), builder.Configuration["LocalRag:Plugins:Directory"]!);

Console.WriteLine($"search: {await agent.SearchAsync(question)}");
Console.WriteLine($"agent: {await agent.AnswerAsync(question)}");

// The plugin goes live while this answer is under way, which stays with the pipelines that it began with.
Task<string> answer = agent.AskAsync(question);
Console.WriteLine($"plugins: {await plugin.DeployAsync()}");
Console.WriteLine($"ask: {await answer}");
Console.WriteLine($"ask, with the plugin: {await agent.AskAsync(question)}");
Console.WriteLine($"plugins: {await plugin.RemoveAsync()}");
Console.WriteLine($"ask, without the plugin: {await agent.AskAsync(question)}");
await host.StopAsync();
