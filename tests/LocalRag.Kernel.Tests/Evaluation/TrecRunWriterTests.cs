using System.Globalization;
using LocalRag.Evaluation;

namespace LocalRag.Tests.Evaluation;

public class TrecRunWriterTests
{
    [Fact]
    public async Task Write_ARanking_GivesSixFieldsALine()
    {
        StringWriter writer = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

        await new TrecRunWriter(writer, "my run").WriteAsync(
            "q 1", [new RankedDocument("d1", 0.75), new RankedDocument("d2", 0.5)], TestContext.Current.CancellationToken);

        Assert.Equal("q_1 Q0 d1 1 0.75 my_run\nq_1 Q0 d2 2 0.5 my_run\n", writer.ToString());
    }

    [Fact]
    public async Task Write_EqualOrRisingScores_FallInTheFile()
    {
        StringWriter writer = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

        await new TrecRunWriter(writer, "run").WriteAsync(
            "q", [new RankedDocument("a", 0.5), new RankedDocument("b", 0.5), new RankedDocument("c", 0.9)], TestContext.Current.CancellationToken);
        float[] scores = [.. writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => float.Parse(line.Split(' ')[4], CultureInfo.InvariantCulture))];

        Assert.True(scores[0] > scores[1] && scores[1] > scores[2]);
    }
}
