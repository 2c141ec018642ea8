using LocalRag.Ingestion.Reading;

namespace LocalRag.Tests.Ingestion.Reading;

public sealed class TableTextTests
{
    [Theory]
    [InlineData("disk: barn; size: 16 TB", new[] { "disk: barn", "size: 16 TB" })]
    [InlineData("disk: barn; note: old; but sound; size: 3", new[] { "disk: barn", "note: old; but sound", "size: 3" })]
    [InlineData("disk: barn; size: ", new[] { "disk: barn", "size: " })]
    [InlineData("disk: barn", new string[0])]
    [InlineData("barn; silo; shed", new string[0])]
    [InlineData("It is old; note: replace it", new string[0])]
    [InlineData(": barn; size: 3", new string[0])]
    [InlineData("disk:barn;size:3", new string[0])]
    [InlineData("Before the colon of a sentence stands more than the name of a column: this; size: 3", new string[0])]
    [InlineData("; ; ", new string[0])]
    [InlineData("", new string[0])]
    public void Fields_AreFoundWhereARowHasNamedColumns(string row, string[] fields) =>
        Assert.Equal(fields, TableText.Fields(row).Select(field => row.Substring(field.Start, field.Length)));

    [Fact]
    public void Fields_OfAWrittenRow_AreItsCells()
    {
        string row = TableText.Row(["disk", "size", "place", "note"], ["barn", "16 TB", "", "kept: cold"]);

        Assert.Equal(["disk: barn", "size: 16 TB", "note: kept: cold"], TableText.Fields(row).Select(field => row.Substring(field.Start, field.Length)));
    }
}
