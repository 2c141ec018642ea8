using System.Globalization;

namespace LocalRag.Evaluation;

/// <summary>Writes rankings as <c>trec_eval</c> reads them: <c>qid Q0 docid rank score tag</c>.</summary>
internal sealed class TrecRunWriter(TextWriter writer, string tag)
{
    public async Task WriteAsync(string question, IReadOnlyList<RankedDocument> ranking, CancellationToken cancellationToken)
    {
        float last = float.PositiveInfinity;
        foreach ((int index, RankedDocument document) in ranking.Index())
        {
            // The tool sorts by score and breaks ties by name, in single precision: falling scores keep our order.
            last = Math.Min((float)document.Score, MathF.BitDecrement(last));
            string line = string.Create(
                CultureInfo.InvariantCulture, $"{Field(question)} Q0 {Field(document.Id)} {index + 1} {last:R} {Field(tag)}");
            await writer.WriteLineAsync(line.AsMemory(), cancellationToken);
        }
    }

    // Fields end at a space.
    private static string Field(string value) => string.Join('_', value.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
