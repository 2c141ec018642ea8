using System.Buffers.Binary;
using System.Text;

namespace LocalRag.LlamaCpp.Gguf;

/// <summary>Reads the head of a GGUF file through one buffer of fixed size. No length or count in the file decides how much is allocated.</summary>
internal sealed class GgufReader(Stream stream, long length)
{
    /// <summary>How far metadata may reach: the largest vocabularies take about 20 MiB.</summary>
    public const long LongestHead = 512L * 1024 * 1024;

    /// <summary>The longest text that is kept; longer ones are skipped over.</summary>
    public const int LongestText = 4096;

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public long Length { get; } = length;

    public long Position { get; private set; }

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>Reads a number that stands for a count or a size.</summary>
    public long ReadCount(long largest, string what)
    {
        ulong value = ReadUInt64();
        return value <= (ulong)largest ? (long)value : throw new GgufFormatException($"has {value} {what}, where {largest} are the most that fit or are allowed");
    }

    /// <summary>Reads a text; null, and skipped over, if it is longer than <see cref="LongestText"/>.</summary>
    public string? ReadText(string what)
    {
        long bytes = ReadTextLength(what);
        if (bytes > LongestText)
        {
            Skip(bytes);
            return null;
        }

        return Encoding.UTF8.GetString(Take((int)bytes));
    }

    /// <summary>Reads a text whose bytes stay in the buffer until the next call.</summary>
    public ReadOnlySpan<byte> ReadBytes(int longest, string what)
    {
        long bytes = ReadTextLength(what);
        return bytes <= longest ? Take((int)bytes) : throw new GgufFormatException($"has a {what} of {bytes} bytes; {longest} are allowed");
    }

    public void SkipText(string what) => Skip(ReadTextLength(what));

    /// <summary>Returns the next bytes; they stay valid until the next call.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (_end - _start < count)
        {
            Fill(count);
        }

        ReadOnlySpan<byte> bytes = _buffer.AsSpan(_start, count);
        _start += count;
        Position += count;
        return bytes;
    }

    public void Skip(long count)
    {
        if (count > Length - Position)
        {
            throw Ended();
        }

        int buffered = (int)Math.Min(count, _end - _start);
        _start += buffered;
        Position += count;
        if (count > buffered)
        {
            stream.Seek(count - buffered, SeekOrigin.Current);
        }

        CheckHead();
    }

    private long ReadTextLength(string what)
    {
        ulong bytes = ReadUInt64();
        return bytes <= (ulong)(Length - Position)
            ? (long)bytes
            : throw new GgufFormatException($"has a {what} of {bytes} bytes, where {Length - Position} are left");
    }

    private void Fill(int count)
    {
        if (count > Length - Position)
        {
            throw Ended();
        }

        CheckHead();
        _buffer.AsSpan(_start.._end).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        int wanted = (int)Math.Min(_buffer.Length, Length - Position);
        _end += stream.ReadAtLeast(_buffer.AsSpan(_end, wanted - _end), count - _end, throwOnEndOfStream: false);
        if (_end < count)
        {
            throw Ended();
        }
    }

    private void CheckHead()
    {
        if (Position > LongestHead)
        {
            throw new GgufFormatException($"has more than {LongestHead / (1024 * 1024)} MiB of metadata");
        }
    }

    private GgufFormatException Ended() => new($"ends at byte {Length}, in the middle of its metadata: it was cut short");
}
