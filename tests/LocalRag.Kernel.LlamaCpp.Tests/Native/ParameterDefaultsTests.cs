using System.Runtime.InteropServices;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Tests.Native;

public sealed class ParameterDefaultsTests
{
    private const byte FirstPattern = 0xcd;
    private const byte SecondPattern = 0x32;

    private static readonly byte[] s_expected = [1, 2, 3, 4, 5, 6, 0, 0];

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    public void FindMismatch_SameLayout_IsNone(int written) => Assert.Null(Compare([.. s_expected[..written]]));

    [Theory]
    [InlineData(5, "5 bytes")]
    [InlineData(4, "4 bytes")]
    [InlineData(0, "0 bytes")]
    public void FindMismatch_SmallerStruct_NamesBothSizes(int written, string found)
    {
        string? mismatch = Compare(s_expected.AsSpan(0, written));

        Assert.Contains(found, mismatch, StringComparison.Ordinal);
        Assert.Contains("8 are expected", mismatch, StringComparison.Ordinal);
    }

    [Fact]
    public void FindMismatch_LargerStruct_NamesBothSizes() =>
        Assert.Contains("12 bytes where 8 are expected", Compare([.. s_expected, 0, 0, 0, 0]), StringComparison.Ordinal);

    [Fact]
    public void FindMismatch_FieldInPartOfThePadding_IsFound() => Assert.Contains("7 bytes", Compare([.. s_expected[..7]]), StringComparison.Ordinal);

    [Fact]
    public void FindMismatch_OtherValue_NamesTheByte() =>
        Assert.Contains("0x63 at byte 2 where 0x03 is expected", Compare([1, 2, 99, 4, 5, 6]), StringComparison.Ordinal);

    [Fact]
    public void FindMismatch_FieldThatIsNotWritten_NamesTheByte()
    {
        byte[] first = Buffer(FirstPattern, s_expected);
        byte[] second = Buffer(SecondPattern, s_expected);
        first[1] = FirstPattern;
        second[1] = SecondPattern;

        Assert.Contains("nothing at byte 1", ParameterDefaults.FindMismatch("s", s_expected, [6..8], first, second), StringComparison.Ordinal);
    }

    [Fact]
    public void FindMismatch_PatternLostByTheCallingConvention_ComparesTheValues()
    {
        byte[] buffer = Buffer(0, s_expected);

        Assert.Null(ParameterDefaults.FindMismatch("s", s_expected, [6..8], buffer, buffer));
        buffer[3] = 0;
        Assert.Contains("byte 3", ParameterDefaults.FindMismatch("s", s_expected, [6..8], buffer, buffer), StringComparison.Ordinal);
    }

    [Fact]
    public void FindMismatch_PatternLostByTheCallingConvention_IgnoresWhatLiesInThePadding()
    {
        byte[] first = Buffer(0, [1, 2, 3, 4, 5, 6, 70, 80]);
        byte[] second = Buffer(0, [1, 2, 3, 4, 5, 6, 70, 81]);

        Assert.Null(ParameterDefaults.FindMismatch("s", s_expected, [6..8], first, second));
    }

    [Fact]
    public void FindMismatch_OtherFunctionOfTheLibrary_IsFound()
    {
        nint llama = NativeLibrary.Load(LibraryFiles.Find(LlamaRuntime.EnsureLoaded(null, null), isDefault: true).Llama);
        nint model = NativeLibrary.GetExport(llama, "llama_model_default_params");
        nint context = NativeLibrary.GetExport(llama, "llama_context_default_params");

        Assert.Null(ParameterDefaults.FindMismatch(model, context));
        Assert.Contains("llama_model_params", ParameterDefaults.FindMismatch(context, context), StringComparison.Ordinal);
        Assert.Contains("llama_context_params", ParameterDefaults.FindMismatch(model, model), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("llama_model_default_params")]
    [InlineData("llama_context_default_params")]
    public void Call_BySignatureThatReturnsAStruct_GivesTheSameValues(string function)
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "Only x86-64 has both ways to compare.");
        nint llama = NativeLibrary.Load(LibraryFiles.Find(LlamaRuntime.EnsureLoaded(null, null), isDefault: true).Llama);
        byte[] byPointer = Buffer(FirstPattern, []);
        byte[] byStruct = Buffer(FirstPattern, []);

        ParameterDefaults.Call(NativeLibrary.GetExport(llama, function), byPointer, pointerIsFirstArgument: true);
        ParameterDefaults.Call(NativeLibrary.GetExport(llama, function), byStruct, pointerIsFirstArgument: false);

        int[] written = [.. Enumerable.Range(0, byPointer.Length).Where(i => byPointer[i] != FirstPattern)];
        Assert.Equal(written.Select(i => byPointer[i]), written.Select(i => byStruct[i]));
    }

    private static string? Compare(ReadOnlySpan<byte> written) =>
        ParameterDefaults.FindMismatch("s", s_expected, [6..8], Buffer(FirstPattern, written), Buffer(SecondPattern, written));

    private static byte[] Buffer(byte pattern, ReadOnlySpan<byte> written)
    {
        byte[] buffer = new byte[ParameterDefaults.BufferLength];
        buffer.AsSpan().Fill(pattern);
        written.CopyTo(buffer);
        return buffer;
    }
}
