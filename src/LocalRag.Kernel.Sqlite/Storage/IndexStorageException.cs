namespace LocalRag.Sqlite.Storage;

/// <summary>SQLite refused an operation: what that means for the user, with the code for the code around it.</summary>
internal sealed class IndexStorageException(ResultCode resultCode, string message, string? nextStep)
    : LocalRagException(message, nextStep)
{
    public ResultCode ResultCode { get; } = resultCode;

    /// <param name="extendedCode">The extended result code: the primary one is its lowest byte.</param>
    /// <param name="detail">SQLite's own words.</param>
    /// <param name="file">The index.</param>
    public static IndexStorageException Create(int extendedCode, string detail, string file)
    {
        var code = (ResultCode)(extendedCode & 0xFF);
        (string problem, string nextStep) = code switch
        {
            ResultCode.Busy or ResultCode.Locked => (
                $"The index {file} is being written by another process.",
                "Wait until that has finished, or raise Sqlite:BusyTimeout. Nothing was changed."),
            ResultCode.ReadOnly => (
                $"The index {file} cannot be written: the file or its folder is read-only.",
                "Give this user write permission to the folder, or set Sqlite:Path to a file elsewhere."),
            ResultCode.CannotOpen => (
                $"The index {file} cannot be opened or made.",
                "Check that its folder exists and that this user may write there, or set Sqlite:Path to a file elsewhere."),
            ResultCode.Full => (
                $"There is no space left for the index {file}, or for temporary files.",
                "Free space on the disk and repeat the last step: what was in the index before is still there."),
            ResultCode.NotADatabase => (
                $"The file {file} is not a SQLite database.",
                "Set Sqlite:Path to another file, or move this one away and ingest the documents again."),
            ResultCode.Corrupt => (
                $"The index {file} is damaged.",
                "Put back a copy of it, or delete it with its -wal and -shm files and ingest the documents again."),
            ResultCode.InputOutput => (
                $"Reading or writing the index {file} failed.",
                "Check the disk. The index must be on a local disk: network folders cannot hold it."),
            ResultCode.TooBig => (
                $"A text is too long for the index {file}.",
                "Cut the document into smaller chunks."),
            ResultCode.OutOfMemory => (
                $"There was no memory left to use the index {file}.",
                "Lower Sqlite:CacheKiB, or close other programs."),
            _ => (
                $"SQLite refused an operation on the index {file}.",
                "Check the index with its own check, and report this if it is sound."),
        };
        return new IndexStorageException(code, $"{problem} (SQLite error {extendedCode}: {detail})", nextStep);
    }
}
