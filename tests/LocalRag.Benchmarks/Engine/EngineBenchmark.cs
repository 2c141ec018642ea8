using LocalRag.LlamaCpp;
using LocalRag.LlamaCpp.Drafting;
using LocalRag.LlamaCpp.Engine;
using LocalRag.LlamaCpp.Gguf;
using LocalRag.LlamaCpp.Native;
using LocalRag.LlamaCpp.Prefixes;
using LocalRag.LlamaCpp.Sampling;
using LocalRag.LlamaCpp.Templates;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalRag.Benchmarks.Engine;

/// <summary>Measures the chat engine: <c>engine [speed|greedy|cancel|reuse|evidence|restart|drafting] [--recompute N] [--llama-bench PATH] [--model PATH] [--rounds N] [--threads N]</c>.</summary>
internal sealed class EngineBenchmark : IDisposable
{
    private readonly LlamaModel _model;
    private readonly PromptBuilder _prompts;
    private readonly string _path;

    private EngineBenchmark(string path, bool repack)
    {
        _path = path;
        GgufFile.Check(path);
        LlamaRuntime.EnsureLoaded(null, NullLoggerFactory.Instance);
        _model = LlamaModel.Load(path, new LlamaOptions { Repack = repack });
        _prompts = new PromptBuilder(_model.Vocabulary, ChatTemplate.Create(null, _model.Template, path), tools: null, int.MaxValue);
    }

    public string ModelPath => _path;

    public Vocabulary Vocabulary => _model.Vocabulary;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["restart-answer", ..])
        {
            return await RestartComparison.AnswerAsync(arguments);
        }

        string? llamaBench = Option(arguments, "--llama-bench");

        // llama-bench always lets the library rearrange weights, so against it we do too; alone the engine is measured as the plain host runs it.
        using EngineBenchmark benchmark = new(Option(arguments, "--model") ?? SampleModel(), repack: llamaBench is not null);
        int rounds = int.Parse(Option(arguments, "--rounds") ?? "7", System.Globalization.CultureInfo.InvariantCulture);
        int threads = int.Parse(Option(arguments, "--threads") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        return arguments.FirstOrDefault(argument => !argument.StartsWith('-')) switch
        {
            "greedy" => await GreedyComparison.RunAsync(benchmark, threads),
            "reuse" => await ReuseComparison.RunAsync(benchmark, rounds, threads),
            "evidence" => await EvidenceComparison.RunAsync(
                benchmark, rounds, threads, int.Parse(Option(arguments, "--recompute") ?? "0", System.Globalization.CultureInfo.InvariantCulture)),
            "restart" => await RestartComparison.RunAsync(benchmark, rounds),
            "drafting" => await DraftingComparison.RunAsync(benchmark, rounds, threads),
            "cancel" => await CancellationSoak.RunAsync(benchmark, threads),
            _ => await SpeedComparison.RunAsync(benchmark, rounds, threads, llamaBench),
        };
    }

    public LlamaEngine NewEngine(LlamaOptions options, PrefixStore? prefixes = null, DraftingLedger? drafting = null) =>
        new(_model, options, NullLogger.Instance, prefixes, drafting: drafting);

    public Prompt Ask(string question) => Build([new ChatMessage(ChatRole.User, question)]);

    public Prompt Build(IReadOnlyList<ChatMessage> messages, bool findEvidence = false) => _prompts.Build(messages, instructions: null, findEvidence);

    public GenerationRequest NewRequest(Prompt prompt, int maxTokens, bool isPrefillOnly = false, CancellationToken cancellationToken = default) =>
        new(prompt, new TokenSampler(_model.Vocabulary, new SamplingSettings(), maxTokens), maxTokens, cancellationToken) { IsPrefillOnly = isPrefillOnly };

    public void Dispose() => _model.Dispose();

    private static string? Option(string[] arguments, string name)
    {
        int index = Array.IndexOf(arguments, name);
        return index >= 0 && index + 1 < arguments.Length ? arguments[index + 1] : null;
    }

    private static string SampleModel()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string file = Path.Combine(folder.FullName, "samples", "models", "smollm2-135m-instruct-q4_1.gguf");
            if (File.Exists(file))
            {
                return file;
            }
        }

        throw new InvalidOperationException("No samples/models above the program: give --model PATH.");
    }
}
