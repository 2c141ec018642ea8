using System.Diagnostics;
using LocalRag.LlamaCpp.Gguf;
using LocalRag.LlamaCpp.Native;

namespace LocalRag.LlamaCpp.Tests.Gguf;

/// <summary>Gives files that pass the check to llama.cpp, in a process of its own: a crash there is a hole in the check.</summary>
public sealed class GgufNativeTests : IDisposable
{
    private const string FolderVariable = "LOCALRAG_TEST_GGUF_FOLDER";
    private const string Text = "Caf\u00e9, 12 \u4f60\u597d <0x0A>\n\u0000end";

    private readonly string _folder = Directory.CreateTempSubdirectory("localrag-gguf-").FullName;

    [Theory]
    [InlineData("llama")]
    [InlineData("gpt2")]
    public async Task Load_DamagedFilesThatPassTheCheck_NeverEndsTheProcess(string tokenizer)
    {
        WriteMutants((tokenizer == "llama" ? GgufBuilder.WholeLlama() : GgufBuilder.WholeGpt2()).Build(dataBytes: 0), count: 150);

        (int exitCode, string output) = await LoadInChildAsync();

        Assert.True(exitCode == 0, output);
    }

    /// <summary>The child's part: runs only when the test above starts it.</summary>
    [Fact(Explicit = true)]
    public void Load_FilesOfAFolder_OneByOne()
    {
        string folder = Environment.GetEnvironmentVariable(FolderVariable) ?? _folder;
        LlamaRuntime.EnsureLoaded(null, null);
        foreach (string file in Directory.EnumerateFiles(folder, "*.gguf").Order(StringComparer.Ordinal))
        {
            File.AppendAllText(Path.Combine(folder, "log.txt"), Path.GetFileName(file) + " ");
            File.AppendAllText(Path.Combine(folder, "log.txt"), Run(file) + "\n");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void WriteMutants(byte[] head, int count)
    {
        const int WeightBytes = 256 * 1024;
        int written = 0;
        for (int seed = 0; written < count; seed++)
        {
            byte[] mutant = GgufMutants.Create(head, seed);
            try
            {
                long length = mutant.Length + WeightBytes;
                GgufFile.Check(new PaddedStream(mutant, length), length, "mutant.gguf");
                using FileStream file = File.Create(Path.Combine(_folder, $"{seed:D6}.gguf"));
                file.Write(mutant);
                file.SetLength(length);
                written++;
            }
            catch (ModelUnavailableException)
            {
                // Refused: llama.cpp does not see it.
            }
        }
    }

    private async Task<(int ExitCode, string Output)> LoadInChildAsync()
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { [FolderVariable] = _folder, ["GGML_NO_BACKTRACE"] = "1" },
        };
        foreach (string argument in (string[])["-explicit", "only", "-method", $"{typeof(GgufNativeTests).FullName}.{nameof(Load_FilesOfAFolder_OneByOne)}"])
        {
            start.ArgumentList.Add(argument);
        }

        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        string log = Path.Combine(_folder, "log.txt");
        return (child.ExitCode, $"{output}\n{await errors}\n{(File.Exists(log) ? await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken) : "no log")}");
    }

    private static unsafe string Run(string path)
    {
        LlamaModelParams modelParameters = NativeMethods.llama_model_default_params();
        modelParameters.GpuLayers = 0;
        using LlamaModelHandle model = NativeMethods.llama_model_load_from_file(path, modelParameters);
        if (model.IsInvalid)
        {
            return "refused";
        }

        LlamaContextParams contextParameters = NativeMethods.llama_context_default_params();
        contextParameters.ContextTokens = 128;
        contextParameters.MaxSequences = 1;
        contextParameters.Threads = 1;
        contextParameters.BatchThreads = 1;
        using LlamaContextHandle context = NativeMethods.llama_init_from_model(model, contextParameters);
        if (context.IsInvalid)
        {
            return "no context";
        }

        context.KeepAlive(model);
        nint vocabulary = NativeMethods.llama_model_get_vocab(model);
        int* tokens = stackalloc int[64];
        byte[] text = System.Text.Encoding.UTF8.GetBytes(Text);
        int count;
        fixed (byte* address = text)
        {
            count = NativeMethods.llama_tokenize(vocabulary, address, text.Length, tokens, 64, 1, 1);
        }

        if (count <= 0)
        {
            return "no tokens";
        }

        int* positions = stackalloc int[count];
        int* sequenceCounts = stackalloc int[count];
        int** sequences = stackalloc int*[count];
        sbyte* outputs = stackalloc sbyte[count];
        int sequence = 0;
        byte* piece = stackalloc byte[256];
        int pieces = 0;
        for (int i = 0; i < count; i++)
        {
            positions[i] = i;
            sequenceCounts[i] = 1;
            sequences[i] = &sequence;
            outputs[i] = 1;
            pieces += NativeMethods.llama_token_to_piece(vocabulary, tokens[i], piece, 256, 0, 1);
        }

        LlamaBatch batch = new() { TokenCount = count, Tokens = tokens, Positions = positions, SequenceIdCounts = sequenceCounts, SequenceIds = sequences, Outputs = outputs };
        return $"decoded {pieces} bytes: {NativeMethods.llama_decode(context, batch)}";
    }
}
