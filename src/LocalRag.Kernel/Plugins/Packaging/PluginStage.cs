using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace LocalRag.Plugins.Packaging;

/// <summary>Takes plugins from their folders into a folder of the host's own, named by the hash of what was read.</summary>
/// <remarks>
/// 1. Each file is read once; what was hashed and checked is what is written to the stage, and what is loaded.
/// 2. A file that is changed afterwards has no effect before the folder is staged again, and then has another hash.
/// 3. Assemblies that the host shares, and files that redirect probing, are left out: the host's own must be used.
/// 4. Native libraries are refused: they are never unmapped, so a plugin that brings one could not be unloaded.
/// </remarks>
/// <param name="stageDirectory">The host's folder.</param>
/// <param name="shared">The simple names of the assemblies that plugins get from the host.</param>
internal sealed class PluginStage(string stageDirectory, IReadOnlySet<string> shared)
{
    private const int MaxFiles = 512;
    private const long MaxBytes = 256L << 20;

    private static readonly TimeSpan s_unused = TimeSpan.FromDays(30);

    /// <summary>Reads, checks and stages the plugin in a folder.</summary>
    /// <exception cref="PluginRefusedException">It is not a plugin that this host can load.</exception>
    public PluginPackage Take(string directory)
    {
        Dictionary<string, ImmutableArray<byte>> files = ReadOnce(directory);
        List<string> leftOut = [];
        foreach (string name in files.Keys.ToList())
        {
            if (ReasonToLeaveOut(name) is { } reason)
            {
                leftOut.Add($"{name}: {reason}");
                files.Remove(name);
            }
            else if (IsNative(name, files[name]))
            {
                throw new PluginRefusedException(
                    directory,
                    $"The plugin in {directory} brings the native library {name}.",
                    "Native libraries belong to the host, because they can't be unloaded with a plugin; remove the file, or use the host's engine through the contract.");
            }
        }

        (string main, PluginMetadata metadata) = FindMain(directory, files);
        CheckContract(metadata, directory);
        string hash = Hash(files);
        string target = Write(hash, files);
        return new PluginPackage(metadata, directory, hash, Path.Combine(target, main), leftOut);
    }

    /// <summary>Returns a version that was staged before; null where it is not there any more.</summary>
    /// <exception cref="PluginRefusedException">Its files are not what was staged.</exception>
    public PluginPackage? TakeStaged(string contentHash, string sourceDirectory)
    {
        string target = Path.Combine(stageDirectory, contentHash);
        if (!Directory.Exists(target))
        {
            return null;
        }

        Dictionary<string, ImmutableArray<byte>> files = ReadOnce(target);
        if (Hash(files) != contentHash)
        {
            throw new PluginRefusedException(
                sourceDirectory, $"The staged files in {target} are not what was staged.", "Delete that folder, and copy the plugin into its own folder again.");
        }

        (string main, PluginMetadata metadata) = FindMain(target, files);
        CheckContract(metadata, target);
        return new PluginPackage(metadata, sourceDirectory, contentHash, Path.Combine(target, main), []);
    }

    /// <summary>Deletes staged versions that nobody needs and nobody has used for long: another process may still load from a recent one.</summary>
    public void Prune(IReadOnlySet<string> kept, DateTimeOffset now)
    {
        if (!Directory.Exists(stageDirectory))
        {
            return;
        }

        foreach (DirectoryInfo version in new DirectoryInfo(stageDirectory).EnumerateDirectories()
            .Where(version => !kept.Contains(version.Name) && now - version.LastWriteTimeUtc > s_unused))
        {
            try
            {
                version.Delete(recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // In use, or somebody else's: the next look is another chance.
            }
        }
    }

    private static Dictionary<string, ImmutableArray<byte>> ReadOnce(string directory)
    {
        Dictionary<string, ImmutableArray<byte>> files = new(StringComparer.OrdinalIgnoreCase);
        string root = Path.GetFullPath(ResolveLink(new DirectoryInfo(directory)));
        long total = 0;
        try
        {
            foreach (string path in Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.System }))
            {
                string name = Path.GetRelativePath(root, path).Replace('\\', '/');
                string real = Path.GetFullPath(ResolveLink(new FileInfo(path)));
                if (!real.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                {
                    throw new PluginRefusedException(
                        directory, $"{name} in the plugin folder {directory} is a link to {real}, outside the folder.", "Put the file itself there.");
                }

                total += new FileInfo(real).Length;
                if (files.Count == MaxFiles || total > MaxBytes)
                {
                    throw new PluginRefusedException(
                        directory, $"The plugin folder {directory} holds more than {MaxFiles} files or {MaxBytes >> 20} MB.", "Keep only the plugin and its own dependencies there.");
                }

                files.Add(name, [.. File.ReadAllBytes(real)]);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PluginRefusedException(directory, $"The plugin folder {directory} can't be read: {exception.Message}", "Check the files and their permissions.", exception);
        }

        return files;
    }

    private static string ResolveLink(FileSystemInfo entry) => entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? entry.FullName;

    private string? ReasonToLeaveOut(string name)
    {
        string file = Path.GetFileName(name);
        return file switch
        {
            _ when file.EndsWith(".runtimeconfig.json", StringComparison.OrdinalIgnoreCase)
                || file.EndsWith(".runtimeconfig.dev.json", StringComparison.OrdinalIgnoreCase) => "it could redirect where assemblies are looked for",
            _ when file.EndsWith(".deps.json", StringComparison.OrdinalIgnoreCase) => "dependencies are taken from the plugin's own folder alone",
            _ when file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && shared.Contains(Path.GetFileNameWithoutExtension(file)) =>
                "the host provides this assembly; a copy beside the plugin would be another type",
            _ => null,
        };
    }

    private static bool IsNative(string name, ImmutableArray<byte> file)
    {
        ReadOnlySpan<byte> bytes = file.AsSpan();
        bool elf = bytes.StartsWith("\u007FELF"u8);
        bool machO = bytes.Length >= 4 && (bytes[..4] is [0xCF or 0xCE, 0xFA, 0xED, 0xFE] or [0xCA, 0xFE, 0xBA, 0xBE] or [0xFE, 0xED, 0xFA, 0xCE or 0xCF]);
        bool windows = name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && bytes.StartsWith("MZ"u8) && HasNoMetadata(file);
        return elf || machO || windows;
    }

    private static bool HasNoMetadata(ImmutableArray<byte> file)
    {
        try
        {
            using System.Reflection.PortableExecutable.PEReader image = new(file);
            return !image.HasMetadata;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static (string Name, PluginMetadata Metadata) FindMain(string directory, Dictionary<string, ImmutableArray<byte>> files)
    {
        List<(string Name, PluginMetadata Metadata)> found = [];
        foreach ((string name, ImmutableArray<byte> bytes) in files)
        {
            if (!name.Contains('/') && name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
                && PluginMetadataReader.Read(bytes, Path.Combine(directory, name)) is { } metadata)
            {
                found.Add((name, metadata));
            }
        }

        return found switch
        {
            [var only] => only,
            [] => throw new PluginRefusedException(
                directory,
                $"No plugin was found in {directory}: no whole assembly there carries [assembly: RagPlugin(\"...\")].",
                "Copy the plugin's build output there; if a copy is still under way, it will be tried again."),
            _ => throw new PluginRefusedException(
                directory,
                $"{directory} holds {found.Count} plugins ({string.Join(", ", found.Select(plugin => plugin.Metadata.Id))}).",
                "Give each plugin a folder of its own."),
        };
    }

    private static void CheckContract(PluginMetadata metadata, string directory)
    {
        Version ours = typeof(RagPlugin).Assembly.GetName().Version!;
        if (metadata.ContractVersion.Major != ours.Major || metadata.ContractVersion > ours)
        {
            throw new PluginRefusedException(
                metadata.Id,
                $"The plugin {metadata.Id} in {directory} was built against version {metadata.ContractVersion} of the contract; this host has version {ours}.",
                metadata.ContractVersion > ours ? "Use a newer localrag, or build the plugin against this version." : "Build the plugin against this version of LocalRag.Kernel.Abstractions.");
        }
    }

    private static string Hash(Dictionary<string, ImmutableArray<byte>> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, ImmutableArray<byte> bytes) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
            hash.AppendData(SHA256.HashData(bytes.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string Write(string hash, Dictionary<string, ImmutableArray<byte>> files)
    {
        string target = Path.Combine(stageDirectory, hash);
        if (Directory.Exists(target))
        {
            if (Holds(target, files))
            {
                Touch(target);
                return target;
            }

            // Somebody has touched the stage since: it is replaced, not trusted.
            Directory.Delete(target, recursive: true);
        }

        string unfinished = $"{target}.{Guid.NewGuid():N}";
        foreach ((string name, ImmutableArray<byte> bytes) in files)
        {
            string path = Path.Combine(unfinished, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes.AsSpan());
        }

        try
        {
            Directory.Move(unfinished, target);
        }
        catch (IOException) when (Directory.Exists(target) && Holds(target, files))
        {
            // Another process was faster.
            Directory.Delete(unfinished, recursive: true);
        }

        return target;
    }

    // Says that it is in use, to whoever prunes the stage.
    private static void Touch(string target)
    {
        try
        {
            Directory.SetLastWriteTimeUtc(target, TimeProvider.System.GetUtcNow().UtcDateTime);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A stage that is only readable is not pruned either.
        }
    }

    private static bool Holds(string target, Dictionary<string, ImmutableArray<byte>> files) =>
        Directory.GetFiles(target, "*", SearchOption.AllDirectories).Length == files.Count
        && files.All(file => File.Exists(Path.Combine(target, file.Key))
            && File.ReadAllBytes(Path.Combine(target, file.Key)).AsSpan().SequenceEqual(file.Value.AsSpan()));
}
