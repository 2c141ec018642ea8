namespace LocalRag.LlamaCpp.Tests.Gguf;

/// <summary>The head of a file followed by zeros that take no memory.</summary>
internal sealed class PaddedStream(byte[] head, long length) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, Math.Max(0, length - Position));
        buffer = buffer[..count];
        buffer.Clear();
        if (Position < head.Length)
        {
            ReadOnlySpan<byte> rest = head.AsSpan((int)Position);
            rest[..Math.Min(rest.Length, count)].CopyTo(buffer);
        }

        Position += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
