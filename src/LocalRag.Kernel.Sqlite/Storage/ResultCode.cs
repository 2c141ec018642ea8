namespace LocalRag.Sqlite.Storage;

/// <summary>The primary result codes of SQLite that are told apart.</summary>
internal enum ResultCode
{
    Ok = 0,
    Busy = 5,
    Locked = 6,
    OutOfMemory = 7,
    ReadOnly = 8,
    Interrupted = 9,
    InputOutput = 10,
    Corrupt = 11,
    Full = 13,
    CannotOpen = 14,
    TooBig = 18,
    NotADatabase = 26,
    Row = 100,
    Done = 101,
}
