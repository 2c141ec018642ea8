using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace LocalRag.Tuning;

/// <summary>Keeps the profiles of a data folder, a file for each machine and model in its folder <c>tuning</c>.</summary>
/// <remarks>Members may be called from any thread. A file is replaced whole or not at all, so that whatever ends the process leaves the last profile.</remarks>
public sealed class TuningProfileStore
{
    private const string FolderName = "tuning";
    private const int HashLength = 12;

    private readonly IOptions<LocalRagOptions> _options;
    private readonly TuningSubjectReader _subjects;
    private readonly Lock _lock = new();

    internal TuningProfileStore(IOptions<LocalRagOptions> options, TuningSubjectReader subjects) => (_options, _subjects) = (options, subjects);

    /// <summary>Gets the file of the profile for this machine and the models that are set.</summary>
    public string FilePath => PathOf(_subjects.Read());

    /// <summary>Reads the profile for this machine and the models that are set; null where there is none.</summary>
    /// <exception cref="LocalRagException">The file is there, and is no profile of this version.</exception>
    public TuningProfile? Find()
    {
        TuningSubject subject = _subjects.Read();
        string path = PathOf(subject);
        lock (_lock)
        {
            return File.Exists(path) ? Read(path) : null;
        }
    }

    /// <summary>Reads the profile, or begins one that has nothing in it.</summary>
    internal TuningProfile FindOrCreate() => Find() ?? new TuningProfile { Subject = _subjects.Read() };

    /// <summary>Changes the profile and writes it.</summary>
    internal TuningProfile Update(Func<TuningProfile, TuningProfile> change)
    {
        lock (_lock)
        {
            TuningProfile profile = change(FindOrCreate());
            Write(profile, PathOf(profile.Subject));
            return profile;
        }
    }

    private string PathOf(TuningSubject subject)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{subject.Machine}\n{subject.Models}"));
        return Path.Combine(_options.Value.DataDirectory, FolderName, $"{Convert.ToHexStringLower(hash)[..HashLength]}.json");
    }

    private static TuningProfile Read(string path)
    {
        const string Next = "Delete the file, and run 'localrag tune' again.";
        try
        {
            TuningProfile? profile = JsonSerializer.Deserialize(File.ReadAllText(path), TuningJson.File.TuningProfile);
            return profile switch
            {
                null => throw new LocalRagException($"{path} is no tuning profile: it holds null.", Next),
                { SchemaVersion: TuningProfile.CurrentSchemaVersion } => profile,
                _ => throw new LocalRagException(
                    $"{path} is a tuning profile of schema version {profile.SchemaVersion}; this program reads version {TuningProfile.CurrentSchemaVersion}.", Next),
            };
        }
        catch (JsonException exception)
        {
            throw new LocalRagException($"{path} is no tuning profile: {exception.Message}", Next, exception);
        }
    }

    private static void Write(TuningProfile profile, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string partial = $"{path}.{Guid.NewGuid():N}";
        using (FileStream stream = new(partial, FileMode.CreateNew, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, profile, TuningJson.File.TuningProfile);

            // On the disk before it takes the other's place: a name that leads to an empty file would be worse than the old one.
            stream.Flush(flushToDisk: true);
        }

        File.Move(partial, path, overwrite: true);
    }
}
