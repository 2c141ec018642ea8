namespace LocalRag.Benchmarks.SideBySide;

/// <summary>
/// Our side of the comparison with other programs, which <c>peers/compare.mjs</c> runs: <c>peers export FOLDER CHUNKS</c> writes what all of them are
/// given, <c>peers serve FOLDER</c> does it, and <c>peers answer FOLDER</c> answers the questions with the Speed plugin.
/// </summary>
internal static class PeersBenchmark
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        switch (arguments)
        {
            case ["export", string folder, string chunks]:
                await PeerExport.RunAsync(folder, int.Parse(chunks, System.Globalization.CultureInfo.InvariantCulture));
                return 0;
            case ["serve", string folder]:
                await using (PeerServer server = await PeerServer.StartAsync(folder))
                {
                    await server.RunAsync(Console.In, Console.Out);
                }

                return 0;
            case ["answer", string folder]:
                await using (PeerAnswers answers = await PeerAnswers.StartAsync(folder))
                {
                    await answers.RunAsync(Console.In, Console.Out);
                }

                return 0;
            default:
                await Console.Error.WriteLineAsync("peers export FOLDER CHUNKS | peers serve FOLDER | peers answer FOLDER");
                return 2;
        }
    }
}
