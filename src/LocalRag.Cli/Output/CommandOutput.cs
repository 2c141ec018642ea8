using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace LocalRag.Cli.Output;

/// <summary>Writes what a command has to say: data to standard output, everything else to standard error; colour and tables on a terminal only.</summary>
internal sealed class CommandOutput(bool json)
{
    private static readonly bool s_colour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";

    private readonly Lazy<IAnsiConsole> _console = new(() => CreateConsole(Console.Out));
    private readonly Lazy<IAnsiConsole> _errorConsole = new(() => CreateConsole(Console.Error));

    /// <summary>Gets whether standard output takes colour and moving text.</summary>
    public static bool OutIsTerminal { get; } = s_colour && !Console.IsOutputRedirected;

    /// <summary>Gets whether standard error takes colour and moving text.</summary>
    public static bool ErrorIsTerminal { get; } = s_colour && !Console.IsErrorRedirected;

    /// <summary>Gets whether the result is wanted as JSON.</summary>
    public bool Json => json;

    /// <summary>Gets standard error as a terminal; only where <see cref="ErrorIsTerminal"/>.</summary>
    public IAnsiConsole ErrorConsole => _errorConsole.Value;

    /// <summary>Writes a piece of running text.</summary>
    public static void Write(string text)
    {
        Console.Out.Write(PrintableText.Clean(text));
        Console.Out.Flush();
    }

    public static void WriteLine(string text = "") => Console.Out.WriteLine(PrintableText.Clean(text));

    public void WriteHeading(string text) => Write(_console, OutIsTerminal, Console.Out, text, new Style(decoration: Decoration.Bold));

    public void WriteDimmed(string text) => Write(_console, OutIsTerminal, Console.Out, text, new Style(decoration: Decoration.Dim));

    public void WriteTable(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (OutIsTerminal)
        {
            Table table = new() { Border = TableBorder.Rounded };
            table.AddColumns([.. columns.Select(column => new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))))]);
            foreach (IReadOnlyList<string> row in rows)
            {
                table.AddRow(row.Select(cell => new Text(PrintableText.Clean(cell))));
            }

            _console.Value.Write(table);
            return;
        }

        int[] widths = [.. columns.Select((column, index) => rows.Select(row => row[index].Length).Append(column.Length).Max())];
        foreach (IReadOnlyList<string> row in rows.Prepend(columns))
        {
            WriteLine(string.Join("  ", row.Select((cell, index) => cell.PadRight(widths[index]))).TrimEnd());
        }
    }

    public static void WriteJson<T>(T value, JsonTypeInfo<T> type) => Console.Out.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>Writes a remark to standard error; not with <c>--json</c>, where every line there is an object.</summary>
    public void Note(string text)
    {
        if (!json)
        {
            Write(_errorConsole, ErrorIsTerminal, Console.Error, text, Style.Plain);
        }
    }

    /// <summary>Writes to standard error what a reader of the result must know.</summary>
    public void Warn(string text)
    {
        if (json)
        {
            Console.Error.WriteLine(JsonSerializer.Serialize(new WarningResult(text), OutputJson.OneLine.WarningResult));
            return;
        }

        Write(_errorConsole, ErrorIsTerminal, Console.Error, $"warning: {text}", new Style(Color.Yellow));
    }

    /// <summary>Writes to standard error why the command could not do its work, and what to do about it.</summary>
    public void Fail(string problem, string? nextStep)
    {
        if (json)
        {
            Console.Error.WriteLine(JsonSerializer.Serialize(new ErrorResult(problem, nextStep), OutputJson.OneLine.ErrorResult));
            return;
        }

        Write(_errorConsole, ErrorIsTerminal, Console.Error, $"error: {problem}", new Style(Color.Red));
        if (nextStep is not null)
        {
            Note(nextStep);
        }
    }

    private static void Write(Lazy<IAnsiConsole> console, bool terminal, TextWriter writer, string text, Style style)
    {
        string clean = PrintableText.Clean(text);
        if (terminal)
        {
            console.Value.Write(new Text(clean + Environment.NewLine, style));
        }
        else
        {
            writer.WriteLine(clean);
        }
    }

    private static IAnsiConsole CreateConsole(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}
