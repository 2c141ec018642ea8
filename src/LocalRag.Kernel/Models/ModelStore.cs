using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace LocalRag.Models;

/// <summary>Finds models on this machine: by path, in the source tree above the program or the current folder, then in <c>Models:Directory</c>.</summary>
public sealed class ModelStore : IModelStore
{
    private readonly ModelCatalog _catalog;
    private readonly string[] _startFolders;

    /// <summary>Creates a store.</summary>
    /// <param name="catalog">The models that have a name.</param>
    /// <param name="options">Where downloaded models are.</param>
    public ModelStore(ModelCatalog catalog, IOptions<ModelsOptions> options)
        : this(catalog, options, [AppContext.BaseDirectory, Environment.CurrentDirectory])
    {
    }

    internal ModelStore(ModelCatalog catalog, IOptions<ModelsOptions> options, string[] startFolders)
    {
        ArgumentNullException.ThrowIfNull(options);
        _catalog = catalog;
        _startFolders = startFolders;
        Directory = Path.GetFullPath(options.Value.Directory);
    }

    /// <inheritdoc/>
    public string Directory { get; }

    /// <inheritdoc/>
    public string Locate(string model)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        if (File.Exists(model))
        {
            return Path.GetFullPath(model);
        }

        return _catalog.Find(model) is CatalogModel known ? Find(known) ?? throw Missing(known) : throw Unknown(model);
    }

    /// <summary>Returns the full path of a catalog model's file, or null where it is not on this machine. Only its size is checked.</summary>
    public string? Find(CatalogModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Places(model).FirstOrDefault(path => HasSize(path, model.Bytes));
    }

    /// <summary>Reads a model's file and compares its hash with the catalog.</summary>
    /// <exception cref="ModelUnavailableException">The file is not on this machine, or cannot be read.</exception>
    public async Task<ModelVerification> VerifyAsync(CatalogModel model, IProgress<ModelProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        string path = Find(model) ?? throw Missing(model);
        try
        {
            using FileStream file = ModelFiles.OpenRead(path);
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await ModelFiles.HashAsync(file, hash, model.Bytes, progress, cancellationToken);
            string sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            return new ModelVerification(path, sha256, sha256 == model.Sha256);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelUnavailableException(model.Name, $"{path} cannot be read: {exception.Message}", "Check that it is a file that you may read.", exception);
        }
    }

    private IEnumerable<string> Places(CatalogModel model) =>
        _startFolders.Select(FindSourceTree).OfType<string>().Append(Directory).Select(folder => Path.Combine(folder, model.FileName)).Distinct();

    /// <summary>A folder that merely has the right name is not trusted: it must stand beside the solution.</summary>
    private static string? FindSourceTree(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            string models = Path.Combine(folder.FullName, "samples", "models");
            if (File.Exists(Path.Combine(folder.FullName, "LocalRag.Kernel.sln")) && System.IO.Directory.Exists(models))
            {
                return models;
            }
        }

        return null;
    }

    private static bool HasSize(string path, long bytes)
    {
        FileInfo file = new(path);
        return file.Exists && file.Length == bytes;
    }

    private ModelUnavailableException Missing(CatalogModel model)
    {
        string? other = Places(model).FirstOrDefault(File.Exists);
        string problem = other is null
            ? $"The model {model.Name} is not on this machine; it was looked for as {string.Join(" and ", Places(model))}."
            : $"{other} is not the model {model.Name}: it has {new FileInfo(other).Length} bytes instead of {model.Bytes}.";
        return new ModelUnavailableException(model.Name, problem, model.Url is null ? NoDownload(model) : $"Get it with: localrag models pull {model.Name}");
    }

    private ModelUnavailableException Unknown(string model) => new(
        model,
        $"There is no file {model}, and no model of that name.",
        $"Give the path of a file, or one of: {string.Join(", ", _catalog.Models.Select(known => known.Name))}.");

    internal string NoDownload(CatalogModel model)
    {
        string copy = $"Copy {model.FileName} from samples/models of the source tree into {Directory}";
        return _catalog.Models.FirstOrDefault(other => other.Kind == model.Kind && other.Url is not null) is CatalogModel alternative
            ? $"{copy}, or use {alternative.Name} in its place (localrag models pull {alternative.Name})."
            : $"{copy}.";
    }
}
