using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace LocalRag.Models;

/// <summary>Downloads catalog models from their publishers, and only when it is asked to.</summary>
/// <remarks>
/// Bytes go to a file that ends in <c>.part</c>, which a later call continues. It gets the model's name only after its SHA-256 was found right,
/// so a file under the model's name is always whole.
/// </remarks>
public sealed class ModelDownloader
{
    internal const string ClientName = "LocalRag.Models";

    private static readonly TimeSpan s_longestStall = TimeSpan.FromSeconds(60);

    private readonly IHttpClientFactory _clients;
    private readonly ModelStore _store;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates a downloader.</summary>
    /// <param name="clients">Makes the HTTP client.</param>
    /// <param name="store">Knows the folder into which models go.</param>
    /// <param name="timeProvider">Measures how long a server has been silent.</param>
    public ModelDownloader(IHttpClientFactory clients, ModelStore store, TimeProvider timeProvider)
    {
        _clients = clients;
        _store = store;
        _timeProvider = timeProvider;
    }

    /// <summary>Downloads a model unless it is in the folder already, whole and right, and returns the full path of its file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="progress">Is told how far it is, also while bytes of an earlier attempt are read.</param>
    /// <param name="cancellationToken">Stops it; what has arrived is kept for the next call.</param>
    /// <exception cref="ModelUnavailableException">It has no download, the server cannot be reached or sends something else, or the disk fails.</exception>
    public async Task<string> PullAsync(CatalogModel model, IProgress<ModelProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Url is null)
        {
            throw new ModelUnavailableException(model.Name, $"The publisher of {model.Name} offers no download of this very file.", _store.NoDownload(model));
        }

        string target = Path.Combine(_store.Directory, model.FileName);
        string part = target + ".part";
        try
        {
            Directory.CreateDirectory(_store.Directory);
            if (await IsRightAsync(target, model, progress, cancellationToken))
            {
                return target;
            }

            using (FileStream file = OpenPart(part, model))
            {
                await FillAsync(file, model, progress, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, target, overwrite: true);
            return target;
        }
        catch (WrongContentException exception)
        {
            File.Delete(part);
            throw new ModelUnavailableException(
                model.Name, $"{model.Url} is not the file that the catalog lists: {exception.Message} Nothing was kept.", "Try again later; if it stays so, report it.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw new ModelUnavailableException(
                model.Name,
                exception.StatusCode is HttpStatusCode status
                    ? $"{model.Url} answers with {(int)status} ({status})."
                    : $"{model.Url.Host} cannot be reached: {exception.Message}",
                $"Try again, or download {model.Url} by other means to {target}",
                exception);
        }
        catch (TaskCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelUnavailableException(model.Name, $"{model.Url.Host} does not answer.", $"Try again, or download {model.Url} by other means to {target}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelUnavailableException(
                model.Name, $"The download of {model.Name} to {part} has stopped: {exception.Message}", "Put that right and try again: it goes on where it stopped.", exception);
        }
    }

    private static async Task<bool> IsRightAsync(string path, CatalogModel model, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != model.Bytes)
        {
            return false;
        }

        using FileStream file = ModelFiles.OpenRead(path);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await ModelFiles.HashAsync(file, hash, model.Bytes, progress, cancellationToken);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == model.Sha256;
    }

    private static FileStream OpenPart(string path, CatalogModel model)
    {
        FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
        if (file.Length > model.Bytes)
        {
            file.SetLength(0);
        }

        return file;
    }

    private async Task FillAsync(FileStream file, CatalogModel model, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await ModelFiles.HashAsync(file, hash, model.Bytes, progress, cancellationToken);
        if (file.Position < model.Bytes)
        {
            CheckSpace(file, model);
            await DownloadAsync(file, hash, model, progress, cancellationToken);
        }

        string sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (sha256 != model.Sha256)
        {
            throw new WrongContentException($"its SHA-256 is {sha256} instead of {model.Sha256}.");
        }
    }

    private async Task DownloadAsync(FileStream file, IncrementalHash hash, CatalogModel model, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        using HttpClient client = _clients.CreateClient(ClientName);
        using HttpRequestMessage request = new(HttpMethod.Get, model.Url);
        request.Headers.Range = file.Position > 0 ? new RangeHeaderValue(file.Position, null) : null;
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw new WrongContentException($"the server has no byte {file.Position} of it.");
        }

        response.EnsureSuccessStatusCode();
        if (response.StatusCode != HttpStatusCode.PartialContent)
        {
            // Not every server continues: this one begins again.
            file.SetLength(0);
            file.Position = 0;
            hash.GetHashAndReset();
        }
        else if (response.Content.Headers.ContentRange?.From != file.Position)
        {
            throw new WrongContentException($"the server continues at byte {response.Content.Headers.ContentRange?.From} instead of {file.Position}.");
        }

        if (response.Content.Headers.ContentLength is long length && length != model.Bytes - file.Position)
        {
            throw new WrongContentException($"the server offers {length} bytes where {model.Bytes - file.Position} are expected.");
        }

        await CopyAsync(response.Content, file, hash, model, progress, cancellationToken);
        if (file.Position < model.Bytes)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, $"the server stopped after {file.Position} of {model.Bytes} bytes.");
        }
    }

    private async Task CopyAsync(
        HttpContent content, FileStream file, IncrementalHash hash, CatalogModel model, IProgress<ModelProgress>? progress, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stalled = new(s_longestStall, _timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stalled.Token, cancellationToken);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ModelFiles.BufferBytes);
        try
        {
            using Stream source = await content.ReadAsStreamAsync(cancellationToken);
            for (int read = await source.ReadAsync(buffer, either.Token); read > 0; read = await source.ReadAsync(buffer, either.Token))
            {
                if (read > model.Bytes - file.Position)
                {
                    throw new WrongContentException($"the server sends more than its {model.Bytes} bytes.");
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                hash.AppendData(buffer, 0, read);
                progress?.Report(new ModelProgress(file.Position, model.Bytes));
                stalled.CancelAfter(s_longestStall);
            }
        }
        catch (OperationCanceledException exception) when (stalled.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"the server has been silent for {s_longestStall.TotalSeconds} seconds.", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void CheckSpace(FileStream file, CatalogModel model)
    {
        // A network folder of Windows has no drive to ask.
        if (file.Name.StartsWith(@"\\", StringComparison.Ordinal))
        {
            return;
        }

        long free = new DriveInfo(file.Name).AvailableFreeSpace;
        if (free < model.Bytes - file.Position)
        {
            throw new IOException($"{model.Bytes - file.Position} bytes are needed and {free} are free.");
        }
    }

    private sealed class WrongContentException(string message) : Exception(message);
}
