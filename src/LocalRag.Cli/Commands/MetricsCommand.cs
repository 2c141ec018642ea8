using System.CommandLine;
using System.Globalization;
using LocalRag.Cli.Hosting;
using LocalRag.Cli.Output;
using LocalRag.Measurement;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace LocalRag.Cli.Commands;

/// <summary>Prints what the host's instruments tell while questions are answered.</summary>
internal sealed class MetricsCommand : CliCommand
{
    private readonly Argument<string?> _question = new("QUESTION")
    {
        Description = "The question to answer; without one, a question a line is read from standard input, and the instruments are printed after each.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public MetricsCommand()
        : base("metrics", "Print what the instruments tell while a question is answered: tokens, times, cache hits.")
    {
        Add(_question);
    }

    public override IReadOnlyList<(string CommandLine, string Meaning)> Examples { get; } =
    [
        ("metrics \"When is the deposit due?\"", "the instruments around one answer"),
        ("metrics < questions.txt", "after each of many, added up"),
        ("query \"...\" --otlp http://localhost:4318", "to a collector instead"),
    ];

    protected override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        // Before the host is made: an instrument that counts up and down must be heard from its first step.
        using MeterCollector collector = new();
        IServiceProvider services = await context.StartHostAsync(cancellationToken);
        await EmptyIndex.ThrowIfEmptyAsync(services, cancellationToken);
        IChatClient answers = services.GetRequiredKeyedService<IChatClient>(LocalRagKeys.Answers);
        if (context.Arguments.GetValue(_question) is { } question)
        {
            await AskAsync(question);
            return ExitCode.Done;
        }

        while (await Task.Run(Console.In.ReadLine, CancellationToken.None).WaitAsync(cancellationToken) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                await AskAsync(line);
            }
        }

        return ExitCode.Done;

        async Task AskAsync(string text)
        {
            await foreach (ChatResponseUpdate update in answers.GetStreamingResponseAsync(text, cancellationToken: cancellationToken))
            {
                _ = update;
            }

            Write(context.Output, collector.Read());
        }
    }

    private static void Write(CommandOutput output, IReadOnlyList<InstrumentReading> readings)
    {
        if (output.Json)
        {
            CommandOutput.WriteJson(new MetricsResult(readings), OutputJson.OneLine.MetricsResult);
            return;
        }

        output.WriteTable(
            ["Instrument", "Unit", "Count", "Sum", "Mean", "Least", "Most", "Tags"],
            [
                .. readings.Select(reading => (IReadOnlyList<string>)
                [
                    reading.Name, reading.Unit ?? string.Empty, reading.Count.ToString("N0", CultureInfo.InvariantCulture),
                    Number(reading.Sum), Number(reading.Mean), Number(reading.Minimum), Number(reading.Maximum), reading.Tags,
                ]),
            ]);
        CommandOutput.WriteLine();
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
