using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LocalRag.Cli.Hosting;
using LocalRag.Ingestion;
using LocalRag.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LocalRag.Benchmarks.SideBySide;

/// <summary>Answers questions over the sample corpus with the Speed plugin, searching included: <c>ask N</c> for one, <c>askTogether N...</c> for several at once.</summary>
internal sealed class PeerAnswers : IAsyncDisposable
{
    private readonly PeerMaterial _material;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("localrag-peers-");
    private readonly IHost _host;
    private readonly IChatClient _answers;

    private PeerAnswers(PeerMaterial material)
    {
        _material = material;
        _host = CommandHost.Build(
            LocalRag.Cli.Program.Parse(["chat", "--data", _data.FullName, "--plugins", "speed", "--set", "Llama:Threads=2", "--set", "Llama:OptimizedWeights=false"]), dataSubfolder: null, live: null);
        _answers = _host.Services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers);
    }

    public static async Task<PeerAnswers> StartAsync(string folder)
    {
        PeerAnswers answers = new(await PeerMaterial.LoadAsync(folder));
        await answers._host.StartAsync();
        await answers._host.Services.GetRequiredService<DocumentIngestor>().IngestAsync(new IngestionRequest([RepositoryPaths.Corpus]), progress: null, CancellationToken.None);
        return answers;
    }

    public async Task RunAsync(TextReader input, TextWriter output)
    {
        await output.WriteLineAsync("ready");
        while (await input.ReadLineAsync() is { Length: > 0 } line)
        {
            string[] words = line.Split(' ');
            PeerPrompt[] prompts = [.. words.Skip(1).Select(number => _material.Prompts[int.Parse(number, CultureInfo.InvariantCulture)])];
            await output.WriteLineAsync(JsonSerializer.Serialize(words[0] == "ask" ? await AskAsync(prompts[0]) : await AskTogetherAsync(prompts), PeerMaterial.Json));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _data.Delete(recursive: true);
    }

    private Task<object> AskAsync(PeerPrompt prompt) => PeerQuestion.AskAsync(_answers, [new ChatMessage(ChatRole.User, prompt.Question)]);

    private async Task<object> AskTogetherAsync(PeerPrompt[] prompts)
    {
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(prompts.Select(AskAsync));
        return new { total = Stopwatch.GetElapsedTime(start).TotalMilliseconds, answers = prompts.Length };
    }
}
