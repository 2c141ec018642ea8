using System.Globalization;

namespace LocalRag.LlamaCpp.Gguf;

/// <summary>Checks GGUF model files without native code, which trusts what they say.</summary>
public static class GgufFile
{
    /// <summary>Checks the head of a model's file, and of its other parts if it is split, and returns what it says of the model.</summary>
    /// <param name="path">The file; the first one of a model that is split.</param>
    /// <exception cref="ModelUnavailableException">The file is missing, cannot be read, or is not one that llama.cpp can load safely; the message says why.</exception>
    public static GgufSummary Check(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        GgufPart first = ReadPart(path);
        List<GgufPart> parts = [first];
        if (first.Count > 1)
        {
            // llama.cpp makes the other names up from this one, so they stay in its folder.
            string end = string.Create(CultureInfo.InvariantCulture, $"-00001-of-{first.Count:D5}.gguf");
            if (first.Number != 0 || !Path.GetFileName(path).EndsWith(end, StringComparison.Ordinal))
            {
                throw Refuse(path, $"is part {first.Number + 1} of a model in {first.Count} files; the first one, named like model{end}, has to be given");
            }

            for (int i = 1; i < first.Count; i++)
            {
                string other = string.Create(CultureInfo.InvariantCulture, $"{path[..^end.Length]}-{i + 1:D5}-of-{first.Count:D5}.gguf");
                GgufPart part = ReadPart(other);
                if (part.Number != i)
                {
                    throw Refuse(other, $"says that it is part {part.Number + 1} where part {i + 1} is expected");
                }

                parts.Add(part);
            }
        }

        return Guard(path, () => Summarise(parts));
    }

    /// <summary>Checks a file that is not split.</summary>
    internal static GgufSummary Check(Stream stream, long length, string path) =>
        Guard(path, () => Summarise([GgufPart.Read(new GgufReader(stream, length))]));

    private static GgufPart ReadPart(string path) => Guard(path, () =>
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return GgufPart.Read(new GgufReader(file, file.Length));
    });

    private static GgufSummary Summarise(List<GgufPart> parts)
    {
        GgufMetadata metadata = parts[0].Metadata;
        GgufArchitecture architecture = GgufArchitecture.Read(metadata);
        metadata.Vocabulary.Check(metadata);
        GgufTensors largest = parts.MaxBy(part => part.Tensors.Bytes)!.Tensors;
        if (largest.Count == 0)
        {
            throw new GgufFormatException("has no tensors: it is a vocabulary and not a model");
        }

        return new GgufSummary
        {
            Architecture = architecture.Name,
            Name = metadata.FindText("general.name"),
            SizeLabel = metadata.FindText("general.size_label"),
            Parameters = parts.Sum(part => part.Tensors.Parameters),
            WeightType = largest.WeightType.ToString(),
            TensorBytes = parts.Sum(part => part.Tensors.Bytes),
            TensorCount = parts.Sum(part => part.Tensors.Count),
            Layers = TensorPlaces.Sum(parts.Select(part => part.Tensors.Places), architecture.Layers),
            ContextTokens = architecture.Context,
            EmbeddingLength = architecture.Embedding,
            LayerCount = architecture.Layers,
            HeadCount = architecture.Heads,
            KeyValueHeadCount = architecture.KeyValueHeads,
            KeyValueBytesPerToken = architecture.KeyValueBytesPerToken,
            VocabularySize = metadata.Vocabulary.Count,
            HasChatTemplate = metadata.Contains("tokenizer.chat_template"),
            PartCount = parts.Count,
        };
    }

    private static T Guard<T>(string path, Func<T> check)
    {
        try
        {
            return check();
        }
        catch (GgufFormatException exception)
        {
            throw Refuse(path, exception.Message);
        }
        catch (OverflowException exception)
        {
            throw Refuse(path, "has sizes that no file can have", exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelUnavailableException(path, $"There is no file {path}.", "Check the path.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelUnavailableException(path, $"{path} cannot be read: {exception.Message}", "Check that it is a file that you may read.", exception);
        }
    }

    private static ModelUnavailableException Refuse(string path, string reason, Exception? innerException = null) =>
        new(path, $"{path} {reason}.", "Get the file again from its publisher, or choose another model.", innerException);
}
