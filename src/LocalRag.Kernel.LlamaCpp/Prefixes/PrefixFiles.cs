using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace LocalRag.LlamaCpp.Prefixes;

/// <summary>Keeps prefixes in files, so that the next process need not compute them. A file is whole or not there, and is checked before its content is used.</summary>
/// <remarks>
/// A file is: 8 bytes of magic, the fingerprint (32 bytes), the length of the keys and values (8), the number of pieces (4), each piece as its length (4) and tokens
/// (4 each), the keys and values, and the SHA-256 of all that (32). Numbers are little endian. A file of another model, build or setting has another fingerprint.
/// </remarks>
internal sealed partial class PrefixFiles(string directory, byte[] fingerprint, ILogger logger)
{
    private const string Extension = ".kv";
    private const int FixedHead = 8 + 32 + 8 + 4;
    private const int HashBytes = 32;
    private const int BlockBytes = 1 << 20;
    private const int MostPieces = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "LRKV0001"u8;

    /// <summary>Writes a prefix, in place of what its file held before.</summary>
    /// <returns>The file's path; null if it cannot be written, which is logged.</returns>
    public string? Write(IReadOnlyList<int[]> pieces, KvBuffer values)
    {
        byte[] head = Head(pieces, values.Bytes);
        string path = Path.Combine(directory, Name(head) + Extension);
        string partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            Directory.CreateDirectory(directory);
            using (FileStream file = new(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            using (IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
            {
                Append(file, hash, head);
                for (long offset = 0; offset < values.Bytes; offset += BlockBytes)
                {
                    Append(file, hash, values.Slice(offset, (int)Math.Min(BlockBytes, values.Bytes - offset)));
                }

                file.Write(hash.GetHashAndReset());
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(logger, path, exception.Message);
            Delete(partial);
            return null;
        }
    }

    /// <summary>Reads what prefixes the folder holds, without their keys and values, oldest first.</summary>
    public IReadOnlyList<(string Path, IReadOnlyList<int[]> Pieces, long Bytes)> List()
    {
        List<(string, IReadOnlyList<int[]>, long)> found = [];
        if (!Directory.Exists(directory))
        {
            return found;
        }

        foreach (FileInfo file in new DirectoryInfo(directory).EnumerateFiles("*" + Extension).OrderBy(file => file.LastWriteTimeUtc))
        {
            try
            {
                using FileStream stream = file.OpenRead();
                (IReadOnlyList<int[]> pieces, long bytes, byte[] head) = ReadHead(stream);
                found.Add(Path.GetFileNameWithoutExtension(file.Name) == Name(head)
                    ? (file.FullName, pieces, bytes)
                    : throw new InvalidDataException("its head is not the one that its name stands for"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                LogIgnored(logger, file.FullName, exception.Message);
            }
        }

        return found;
    }

    /// <summary>Reads a prefix's keys and values; null if the file is not what was written, which is logged.</summary>
    public KvBuffer? Read(string path, IReadOnlyList<int[]> pieces)
    {
        KvBuffer? values = null;
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            (IReadOnlyList<int[]> found, long bytes, byte[] head) = ReadHead(file);
            if (!found.SequenceEqual(pieces, PromptPieces.Comparer))
            {
                throw new InvalidDataException("it holds another prefix");
            }

            hash.AppendData(head);
            values = new KvBuffer(bytes);
            for (long offset = 0; offset < bytes; offset += BlockBytes)
            {
                Span<byte> block = values.Slice(offset, (int)Math.Min(BlockBytes, bytes - offset));
                file.ReadExactly(block);
                hash.AppendData(block);
            }

            Span<byte> expected = stackalloc byte[HashBytes];
            file.ReadExactly(expected);
            return hash.GetHashAndReset().AsSpan().SequenceEqual(expected) ? values : throw new InvalidDataException("its checksum does not match");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            values?.Dispose();
            LogIgnored(logger, path, exception.Message);
            return null;
        }
    }

    public void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogIgnored(logger, path, exception.Message);
        }
    }

    private static void Append(FileStream file, IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        file.Write(bytes);
        hash.AppendData(bytes);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored prompt prefix {Path} is ignored: {Problem}")]
    private static partial void LogIgnored(ILogger logger, string path, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The prompt prefix {Path} cannot be written: {Problem}")]
    private static partial void LogNotWritten(ILogger logger, string path, string problem);

    private static string Name(byte[] head) => Convert.ToHexStringLower(SHA256.HashData(head))[..32];

    private byte[] Head(IReadOnlyList<int[]> pieces, long bytes)
    {
        byte[] head = new byte[FixedHead + pieces.Sum(piece => 4 + (4 * piece.Length))];
        Magic.CopyTo(head);
        fingerprint.CopyTo(head, 8);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(40), bytes);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(48), pieces.Count);
        int position = FixedHead;
        foreach (int[] piece in pieces)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(position), piece.Length);
            MemoryMarshal.AsBytes(piece.AsSpan()).CopyTo(head.AsSpan(position + 4));
            position += 4 + (4 * piece.Length);
        }

        return head;
    }

    private (IReadOnlyList<int[]> Pieces, long Bytes, byte[] Head) ReadHead(FileStream file)
    {
        byte[] start = new byte[FixedHead];
        file.ReadExactly(start);
        if (!start.AsSpan().StartsWith(Magic) || !start.AsSpan(8, 32).SequenceEqual(fingerprint))
        {
            throw new InvalidDataException("it was made with another model, build or setting");
        }

        long bytes = BinaryPrimitives.ReadInt64LittleEndian(start.AsSpan(40));
        int count = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(48));
        if (bytes <= 0 || bytes > file.Length || count is <= 0 or > MostPieces)
        {
            throw new InvalidDataException("its sizes cannot be right");
        }

        List<int[]> pieces = [];
        byte[] length = new byte[4];
        for (int i = 0; i < count; i++)
        {
            file.ReadExactly(length);
            int tokens = BinaryPrimitives.ReadInt32LittleEndian(length);
            if (tokens <= 0 || tokens > (file.Length - file.Position) / 4)
            {
                throw new InvalidDataException("its sizes cannot be right");
            }

            int[] piece = new int[tokens];
            file.ReadExactly(MemoryMarshal.AsBytes(piece.AsSpan()));
            pieces.Add(piece);
        }

        return file.Length == file.Position + bytes + HashBytes
            ? (pieces, bytes, Head(pieces, bytes))
            : throw new InvalidDataException("it is cut off");
    }
}
