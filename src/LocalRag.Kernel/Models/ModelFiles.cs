using System.Buffers;
using System.Security.Cryptography;

namespace LocalRag.Models;

internal static class ModelFiles
{
    public const int BufferBytes = 256 * 1024;

    public static FileStream OpenRead(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);

    /// <summary>Hashes a stream from where it stands to its end.</summary>
    public static async Task HashAsync(Stream stream, IncrementalHash hash, long totalBytes, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long done = 0;
            for (int read = await stream.ReadAsync(buffer, cancellationToken); read > 0; read = await stream.ReadAsync(buffer, cancellationToken))
            {
                hash.AppendData(buffer, 0, read);
                done += read;
                progress?.Report(new ModelProgress(done, totalBytes));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
