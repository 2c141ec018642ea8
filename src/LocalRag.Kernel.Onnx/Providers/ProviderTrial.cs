using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using LocalRag.Onnx.Inference;
using LocalRag.Onnx.Tokenization;
using Microsoft.ML.OnnxRuntime;

namespace LocalRag.Onnx.Providers;

/// <summary>Tries an encoder on the provider that the settings ask for, and takes it only where it computes what the processor does.</summary>
internal static class ProviderTrial
{
    /// <summary>How alike the vectors of both must be. Search orders the same passages the same way above it.</summary>
    public const float LeastCosine = 0.999f;

    private static readonly int[] s_lengths = [3, 9, 40, 160];

    /// <summary>Returns the session to use: on the provider, or on the processor where that does not do.</summary>
    /// <param name="wanted">The provider.</param>
    /// <param name="make">Loads the encoder onto a provider, with the start of the file name of a profile, or null for none.</param>
    /// <param name="vocabulary">The encoder's vocabulary.</param>
    /// <param name="maxTokens">The longest text.</param>
    /// <param name="report">Is told what came of it, and whether the provider was taken.</param>
    public static EncoderSession Choose(
        ExecutionProvider wanted, Func<ExecutionProvider, string?, EncoderSession> make, WordPieceVocabulary vocabulary, int maxTokens, Action<bool, string> report)
    {
        EncoderSession processor = make(ExecutionProvider.Cpu, null);
        if (wanted == ExecutionProvider.Cpu)
        {
            return processor;
        }

        EncoderSession? provider = null;
        try
        {
            provider = make(wanted, Path.Combine(Path.GetTempPath(), $"localrag-{Guid.NewGuid():N}"));
            (bool taken, string finding) = Compare(processor, provider, wanted, Texts(vocabulary, maxTokens));
            report(taken, finding);
            (taken ? processor : provider).Dispose();
            return taken ? provider : processor;
        }
        catch (Exception exception) when (exception is NotSupportedException or OnnxRuntimeException or EntryPointNotFoundException or InvalidDataException or IOException or JsonException)
        {
            provider?.Dispose();
            report(false, exception.Message.TrimEnd('.'));
            return processor;
        }
        catch
        {
            provider?.Dispose();
            processor.Dispose();
            throw;
        }
    }

    private static (bool Taken, string Finding) Compare(EncoderSession processor, EncoderSession provider, ExecutionProvider wanted, TokenizedText[] texts)
    {
        float least = 1;
        foreach (TokenizedText text in texts)
        {
            float[] expected = new float[processor.Dimensions];
            float[] actual = new float[provider.Dimensions];
            processor.Encode([text], [expected], shrink: true);
            provider.Encode([text], [actual], shrink: true);
            least = Math.Min(least, expected.Length == actual.Length ? TensorPrimitives.Dot<float>(expected, actual) : 0);
        }

        ProviderShare share = provider.EndProfile(ExecutionProviders.NameOf(wanted));
        string found = string.Create(
            CultureInfo.InvariantCulture,
            $"it computes {share.OnProvider} of {share.Operations} operations, and its vectors have a cosine of {least:0.00000} with the processor's, where at least {LeastCosine} is asked for");
        return (share.OnProvider > 0 && least >= LeastCosine, found);
    }

    /// <summary>Makes texts of several lengths that reach all over the vocabulary; the same ones each time.</summary>
    private static TokenizedText[] Texts(WordPieceVocabulary vocabulary, int maxTokens) => [.. s_lengths.Where(length => length <= maxTokens).Select(length =>
    {
        int[] ids = [.. Enumerable.Range(0, length).Select(position => 999 + (((position * 7919) + (length * 104_729)) % Math.Max(1, vocabulary.Count - 1000)))];
        ids = [.. ids.Select(id => Math.Min(id, vocabulary.Count - 1))];
        ids[0] = vocabulary.Tokenizer.ClassificationTokenId;
        ids[^1] = vocabulary.Tokenizer.SeparatorTokenId;
        return new TokenizedText(ids, TruncatedTokens: 0);
    })];
}
