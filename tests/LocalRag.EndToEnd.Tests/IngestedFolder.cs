namespace LocalRag.EndToEnd.Tests;

/// <summary>A few documents, ingested once for the tests that only read.</summary>
public sealed class IngestedFolder : IAsyncLifetime
{
    internal LocalRagCommand Command { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Command.Write("documents/rent.md", """
            # Workshop lease

            ## Rent

            The monthly rent for the workshop is 840 euros. It is due on the third working day of the month.

            ## Deposit

            The deposit is 2,520 euros and stays in a savings account until the keys are returned.
            """);
        Command.Write("documents/compressor.txt", """
            Compressor in hall 2
            The compressor needs mineral oil of grade ISO VG 100. It takes 3.2 litres.
            Change the oil every 2,000 hours of operation.
            """);
        CommandResult result = await Command.RunAsync("ingest", "documents");
        Assert.Equal(0, result.ExitCode);
    }

    public ValueTask DisposeAsync()
    {
        Command.Dispose();
        return ValueTask.CompletedTask;
    }
}
