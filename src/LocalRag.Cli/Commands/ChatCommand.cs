using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Plugins;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Answers questions one after the other; a question may lean on the ones before.</summary>
internal sealed class ChatCommand() : CliCommand("chat", "Ask one question after the other; follow-up questions are understood.")
{
    private const string Help = """
        Type a question and press Enter. A follow-up may lean on the questions before it.
          /sources  the sources of the last answer, in full
          /clear    forget the conversation
          /plugins  the plugins: which are active, and why others are not
          /cache    what the caches of this conversation hold; /cache clear [LEVEL] empties them
          /swap [ID]      take into use what the plugin folders hold now
          /rollback [ID]  go back to the plugins, or the version of one, before
          /help     this text
          /exit     leave (or Ctrl-D)
        Ctrl-C stops an answer; at the prompt it leaves.
        """;

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("chat", "a conversation about the documents"),
        ("chat --json < questions.txt", "a question a line in, an answer a line out as JSON"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        await EmptyIndex.ThrowIfEmptyAsync(services, cancellationToken);
        Conversation conversation = new(services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers), context);
        PluginHost plugins = services.GetRequiredService<PluginHost>();
        plugins.Changed += (_, change) => PluginsOutput.Tell(context.Output, change);
        bool prompting = !Console.IsInputRedirected && !context.Output.Json;
        if (prompting)
        {
            context.Output.Note("Ask a question; /help lists the commands.");
        }

        while (true)
        {
            if (prompting)
            {
                Console.Error.Write("> ");
            }

            // A read of the console cannot be cancelled: it is left behind when the command is.
            string? line = await Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
            switch (line?.Trim())
            {
                case null or "/exit" or "exit" or "quit":
                    return ExitCode.Done;
                case "":
                    break;
                case "/help":
                    context.Output.Note(Help);
                    break;
                case "/clear":
                    conversation.Clear();
                    break;
                case "/sources":
                    conversation.WriteSources();
                    break;
                case "/plugins":
                    PluginsOutput.Write(context.Output, plugins.List());
                    break;
                case "/cache":
                    CacheLevels.Write(context.Output, services);
                    break;
                case { } command when command.StartsWith("/cache ", StringComparison.Ordinal):
                    CacheLevels.Run(context.Output, services, command);
                    break;
                case { } command when IsCommand(command, "/swap", out string? id):
                    await ChangeAsync(context, plugins.SwapAsync(id, cancellationToken));
                    break;
                case { } command when IsCommand(command, "/rollback", out string? id):
                    await ChangeAsync(context, id is null ? plugins.RollbackAsync(cancellationToken) : plugins.RollbackAsync(id, cancellationToken));
                    break;
                case ['/', .. { Length: > 0 } name] when !name.Contains(' ', StringComparison.Ordinal):
                    context.Output.Note($"There is no command /{name}; /help lists them.");
                    break;
                case { } question:
                    await conversation.AskAsync(question);
                    break;
            }
        }
    }

    private static bool IsCommand(string line, string command, out string? argument)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        argument = words.ElementAtOrDefault(1);
        return words.Length is 1 or 2 && words[0] == command;
    }

    private static async Task ChangeAsync(CommandContext context, Task<PluginChange> changing)
    {
        try
        {
            PluginChange change = await changing;
            if (!change.Published)
            {
                context.Output.Note("plugins: nothing was changed; /plugins lists them.");
            }
        }
        catch (LocalRagException exception)
        {
            // Nothing was changed: the conversation goes on.
            context.Output.Fail(exception.Problem, exception.NextStep);
        }
    }

    private sealed class Conversation(IChatClient answers, CommandContext context)
    {
        private readonly List<ChatMessage> _messages = [];
        private readonly AnswerWriter _writer = new(context.Output);
        private AnswerResult? _last;

        public void Clear()
        {
            _messages.Clear();
            _last = null;
        }

        public void WriteSources()
        {
            if (_last is not { Sources.Count: > 0 })
            {
                context.Output.Note("There is no answer with sources yet.");
            }
            else
            {
                _writer.WriteSources(_last.Sources);
            }
        }

        public async Task AskAsync(string question)
        {
            List<ChatMessage> asked = [.. _messages, new(ChatRole.User, question)];
            try
            {
                if (await context.Interruption.RunStepAsync(cancellationToken => AnswerAsync(asked, cancellationToken)))
                {
                    Show(_last!);
                }
                else
                {
                    context.Output.Note(Environment.NewLine + "Stopped.");
                }
            }
            catch (LocalRagException exception)
            {
                // One question that cannot be answered does not end the conversation.
                context.Output.Fail(exception.Problem, exception.NextStep);
            }
        }

        private async Task AnswerAsync(List<ChatMessage> asked, CancellationToken cancellationToken)
        {
            _last = AnswerResult.From(await _writer.StreamAsync(answers, asked, cancellationToken));
            _messages.AddRange([asked[^1], new ChatMessage(ChatRole.Assistant, _last.Answer)]);
        }

        private void Show(AnswerResult answer)
        {
            if (context.Output.Json)
            {
                CommandOutput.WriteJson(answer, OutputJson.OneLine.AnswerResult);
            }
            else
            {
                _writer.WriteSources(answer.Sources);
                CommandOutput.WriteLine();
            }

            if (answer.Cache is { } cache)
            {
                context.Output.Note($"This answer came from a cache ({cache}).");
            }

            _writer.WriteWarnings(answer);
        }
    }
}
