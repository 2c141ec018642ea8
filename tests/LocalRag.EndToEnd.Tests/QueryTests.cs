using System.Text.Json;

namespace LocalRag.EndToEnd.Tests;

public sealed class QueryTests(IngestedFolder folder) : IClassFixture<IngestedFolder>
{
    private const string Question = "How much is the monthly rent for the workshop?";
    private const string NoModel = "Llama:Model=no-such-model.gguf";

    [Fact]
    public async Task Query_AnswerableQuestion_IsAnsweredByTheModelFromTheRightDocument()
    {
        CommandResult result = await folder.Command.RunAsync("query", Question, "--json");

        Assert.Equal(0, result.ExitCode);
        JsonElement answer = result.OutputJson();
        Assert.False(answer.GetProperty("abstained").GetBoolean());
        Assert.False(answer.GetProperty("quoted").GetBoolean());
        Assert.NotEmpty(answer.GetProperty("answer").GetString()!);
        Assert.EndsWith("rent.md", answer.GetProperty("metadata").GetProperty("used")[0].GetProperty("document").GetString(), StringComparison.Ordinal);
        Assert.True(answer.GetProperty("usage").GetProperty("output_tokens").GetInt64() > 0);
        Assert.True(answer.GetProperty("timings").GetProperty("total_milliseconds").GetDouble() > 0);
    }

    [Fact]
    public async Task Query_Piped_StreamsPlainText()
    {
        CommandResult result = await folder.Command.RunAsync("query", Question);

        Assert.Equal(0, result.ExitCode);
        Assert.NotEmpty(result.Output.Trim());
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
    }

    [Fact]
    public async Task Query_NoEvidence_AbstainsWithItsOwnExitCode()
    {
        CommandResult result = await folder.Command.RunAsync("query", "Who won the chess championship in Reykjavik?", "--json");

        Assert.Equal(4, result.ExitCode);
        Assert.True(result.OutputJson().GetProperty("abstained").GetBoolean());
        Assert.Empty(result.OutputJson().GetProperty("sources").EnumerateArray());
    }

    [Fact]
    public async Task Query_NoChatModel_QuotesTheBestPassagesAndSaysWhy()
    {
        CommandResult result = await folder.Command.RunAsync("query", Question, "--set", NoModel);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("840 euros", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"\[1\] .*documents/rent\.md, lines? \d+", result.Output);
        Assert.Contains("no-such-model.gguf", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_NoChatModelWithJson_CitesWhatItQuotes()
    {
        CommandResult result = await folder.Command.RunAsync("query", Question, "--set", NoModel, "--json");

        JsonElement answer = result.OutputJson();
        JsonElement citation = answer.GetProperty("citations")[0];
        string quoted = answer.GetProperty("answer").GetString()![citation.GetProperty("start").GetInt32()..citation.GetProperty("end").GetInt32()];
        Assert.True(answer.GetProperty("quoted").GetBoolean());
        Assert.Equal(citation.GetProperty("quote").GetString(), quoted);
        Assert.Equal(answer.GetProperty("sources")[0].GetProperty("quotes")[0].GetString(), quoted);
    }

    [Fact]
    public async Task Query_NoEmbeddingModel_SearchesByWordsAndSaysSo()
    {
        CommandResult result = await folder.Command.RunAsync(
            "query", Question, "--set", NoModel, "--set", "Onnx:Model=no-such-model.onnx");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("840 euros", result.Output, StringComparison.Ordinal);
        Assert.Contains("no-such-model.onnx", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_FirstOfAllWithIngest_ReadsThePathsBeforeItAnswers()
    {
        using LocalRagCommand fresh = new();
        fresh.Write("notes/boiler.txt", "The boiler is serviced in October by the company Halvorsen.");

        CommandResult result = await fresh.RunAsync("query", "Who services the boiler?", "--ingest", "notes", "--set", NoModel);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Halvorsen", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("search")]
    public async Task EmptyIndex_AnyQuestion_ExplainsHowToBegin(string command)
    {
        using LocalRagCommand fresh = new();

        CommandResult result = await fresh.RunAsync(command, Question, "--json");

        Assert.Equal((1, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains("is empty", result.ErrorJson().GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("localrag ingest", result.ErrorJson().GetProperty("next_step").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_WithLimit_ListsThatManyPassagesWithTheirPlace()
    {
        CommandResult result = await folder.Command.RunAsync("search", "compressor oil", "--limit", "1", "--json");

        Assert.Equal((0, string.Empty), (result.ExitCode, result.Error));
        JsonElement passage = Assert.Single(result.OutputJson().GetProperty("passages").EnumerateArray());
        Assert.EndsWith("compressor.txt", passage.GetProperty("document").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, passage.GetProperty("score").GetDouble());
        Assert.True(passage.GetProperty("first_line").GetInt32() >= 1);
    }

    [Fact]
    public async Task Chat_QuestionsOnStandardInput_AnswersEachOnALine()
    {
        CommandResult result = await folder.Command.RunWithInputAsync(
            "Which oil does the compressor need?\nAnd how many litres of it?\n", "chat", "--json", "--set", NoModel);

        Assert.Equal(0, result.ExitCode);
        JsonElement[] answers = [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(2, answers.Length);
        Assert.Contains("compressor", answers[1].GetProperty("metadata").GetProperty("search_text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_IngestedFolder_CountsItsDocuments()
    {
        CommandResult result = await folder.Command.RunAsync("status", "--json");

        Assert.Equal(0, result.ExitCode);
        JsonElement index = result.OutputJson().GetProperty("index");
        Assert.Equal(2, index.GetProperty("documents").GetInt64());
        Assert.Equal(index.GetProperty("chunks").GetInt64(), index.GetProperty("embeddings").GetInt64());
        Assert.All(result.OutputJson().GetProperty("models").EnumerateArray(), model => Assert.Equal(JsonValueKind.Null, model.GetProperty("problem").ValueKind));
    }

    [Fact]
    public async Task Doctor_EverythingThere_FindsNothingWrong()
    {
        CommandResult result = await folder.Command.RunAsync("doctor", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain(result.OutputJson().GetProperty("checks").EnumerateArray(), check => check.GetProperty("status").GetString() == "fail");
    }

    [Fact]
    public async Task Doctor_NoChatModel_FailsThatCheckWithAFix()
    {
        CommandResult result = await folder.Command.RunAsync("doctor", "--json", "--set", NoModel);

        Assert.Equal(1, result.ExitCode);
        JsonElement failed = Assert.Single(
            result.OutputJson().GetProperty("checks").EnumerateArray(), check => check.GetProperty("status").GetString() == "fail");
        Assert.Equal("chat model", failed.GetProperty("check").GetString());
        Assert.NotEmpty(failed.GetProperty("fix").GetString()!);
    }
}
