using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using LocalRag.Cli.Commands;

namespace LocalRag.Cli.Output;

/// <summary>Writes the help of a command, with examples and the exit codes.</summary>
internal sealed class HelpWithExamplesAction(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly (string CommandLine, string Meaning)[] s_rootExamples =
    [
        ("ingest ~/notes", "put a folder into the index"),
        ("query \"When is the deposit due?\"", "ask; the answer names its sources"),
        ("chat", "ask with follow-up questions"),
        ("doctor", "find out what is missing"),
    ];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        TextWriter writer = parseResult.InvocationConfiguration.Output;
        IReadOnlyList<(string CommandLine, string Meaning)> examples =
            parseResult.CommandResult.Command is CliCommand command ? command.Examples : s_rootExamples;
        WriteList(writer, "Examples:", [.. examples.Select(example => ($"localrag {example.CommandLine}", example.Meaning))]);
        WriteList(writer, "Exit codes:", [.. ExitCode.All.Select(exit => ($"{exit.Code}", exit.Meaning))]);
        return ExitCode.Done;
    }

    private static void WriteList(TextWriter writer, string title, (string Name, string Meaning)[] rows)
    {
        writer.WriteLine(title);
        int width = rows.Max(row => row.Name.Length);
        foreach ((string name, string meaning) in rows)
        {
            writer.WriteLine($"  {name.PadRight(width)}  {meaning}");
        }

        writer.WriteLine();
    }
}
