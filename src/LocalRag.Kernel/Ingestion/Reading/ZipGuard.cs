using System.Buffers;
using System.IO.Compression;

namespace LocalRag.Ingestion.Reading;

/// <summary>Unpacks a zip file once into nothing, to know how much really comes out of it: the sizes that it declares may be lies.</summary>
internal static class ZipGuard
{
    private const int MaxEntries = 10_000;
    private const int BufferBytes = 64 * 1024;

    /// <exception cref="DocumentUnreadableException">It is no zip file, a damaged one, or more comes out than may.</exception>
    public static async Task CheckAsync(Stream stream, long maxInflatedBytes, string format, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.Entries.Count > MaxEntries)
            {
                throw new DocumentUnreadableException($"It is packed from {archive.Entries.Count:N0} parts; {MaxEntries:N0} are accepted.");
            }

            long inflated = 0;
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                await using Stream content = await entry.OpenAsync(cancellationToken);
                int read;
                while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    inflated += read;
                    if (inflated > maxInflatedBytes)
                    {
                        throw new DocumentUnreadableException(
                            $"More than {maxInflatedBytes:N0} bytes come out when it is unpacked.", "If the file can be trusted, raise Ingestion:MaxInflatedBytes.");
                    }
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new DocumentUnreadableException($"It is no {format}, or a damaged one.", $"Check that it opens in a program for {format}, and save it anew from there.", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
